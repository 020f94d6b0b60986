import type { ErrorParameters, SideRule } from './ErrorModel'

/** What is assumed of a method before a left-out slice was seen: a normal distribution for each transformed parameter. */
export interface ErrorDefaults {
  readonly sides: SideRule
  /** In the order of `PARAMETER_NAMES`. */
  readonly means: readonly number[]
  readonly standardDeviations: readonly number[]
}

/** Logarithms, so that parameters stay positive; the floor as logit. */
export const PARAMETER_NAMES = [
  'betweenRate',
  'betweenPower',
  'beyondRate',
  'beyondPower',
  'beyondEnd',
  'floor',
] as const

/** A floor that is known to be 0. */
const NO_FLOOR = { mean: -30, standardDeviation: 0 }

export type MethodFamily = 'carries' | 'interpolates' | 'learned'

/**
 * Fitted to the true IoU of the tuning halves (hippocampus, soft-tissue sarcoma, ACDC; docs/explanation/mask-quality.md): means are
 * between the sets, standard deviations their spread.
 */
export function errorDefaultsOf(family: MethodFamily): ErrorDefaults {
  const beyond = { rate: Math.log(1.2), power: Math.log(1.15), end: Math.log(1.2) }
  const between =
    family === 'carries' ? { rate: Math.log(1.2), power: Math.log(1) } : { rate: Math.log(2), power: Math.log(1.4) }
  const floor = family === 'learned' ? { mean: 0.5, standardDeviation: 1.2 } : NO_FLOOR
  return {
    sides: family === 'carries' ? 'nearer' : 'both',
    means: [between.rate, between.power, beyond.rate, beyond.power, beyond.end, floor.mean],
    standardDeviations: [0.5, 0.3, 0.4, 0.2, 0.3, floor.standardDeviation],
  }
}

export function parametersOf(transformed: readonly number[]): ErrorParameters {
  const [betweenRate, betweenPower, beyondRate, beyondPower, beyondEnd, floor] = transformed
  return {
    between: { rate: Math.exp(betweenRate), power: Math.exp(betweenPower) },
    beyond: { rate: Math.exp(beyondRate), power: Math.exp(beyondPower), end: Math.exp(beyondEnd) },
    floor: 1 / (1 + Math.exp(-floor)),
  }
}
