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

export const METHOD_FAMILIES = ['carries', 'interpolates', 'learned'] as const
export type MethodFamily = (typeof METHOD_FAMILIES)[number]

/**
 * Fitted to the true IoU of the tuning halves (hippocampus, soft-tissue sarcoma, ACDC; docs/explanation/mask-quality.md): means are
 * between the sets, standard deviations their spread.
 */
export function errorDefaultsOf(family: MethodFamily): ErrorDefaults {
  const [rate, power] = family === 'carries' ? [0.8, 1.25] : [1.3, 1.6]
  const [betweenSize, beyondSize] = family === 'learned' ? [0.4, 0.5] : [0.8, 1.25]
  const floor = family === 'learned' ? { mean: 0.5, standardDeviation: 1.2 } : NO_FLOOR
  return {
    sides: family === 'carries' ? 'nearer' : 'both',
    means: [...[rate, power, betweenSize, 1.2, 1.3, beyondSize].map(Math.log), floor.mean],
    standardDeviations: [0.6, 0.2, 0.15, 0.3, 0.15, 0.2, floor.standardDeviation],
  }
}

export function parametersOf(transformed: readonly number[]): ErrorParameters {
  const [betweenRate, betweenPower, betweenSize, beyondRate, beyondPower, beyondSize, floor] = transformed
  return {
    between: { rate: Math.exp(betweenRate), power: Math.exp(betweenPower), size: Math.exp(betweenSize) },
    beyond: { rate: Math.exp(beyondRate), power: Math.exp(beyondPower), size: Math.exp(beyondSize) },
    floor: 1 / (1 + Math.exp(-floor)),
  }
}
