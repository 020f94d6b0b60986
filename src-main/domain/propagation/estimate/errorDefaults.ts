import type { ErrorParameters, SideRule } from './ErrorModel'

/** What is assumed of a method before a left-out slice was seen: a normal distribution for each transformed parameter. */
export interface ErrorDefaults {
  readonly sides: SideRule
  /** Logarithms, so that parameters stay positive, and the floor as logit; in the order that `parametersOf` takes. */
  readonly means: readonly number[]
  readonly standardDeviations: readonly number[]
}

export const METHOD_FAMILIES = ['carries', 'interpolates', 'learned'] as const
export type MethodFamily = (typeof METHOD_FAMILIES)[number]

interface FamilyDefaults {
  readonly sides: SideRule
  /** Median, and standard deviation of the logarithm (of the logit for the floor; none for a floor that is known). */
  readonly betweenRate: readonly [number, number]
  readonly betweenPower: readonly [number, number]
  readonly betweenSize: readonly [number, number]
  readonly beyondRate: readonly [number, number]
  readonly beyondSize: readonly [number, number]
  readonly floor: readonly [number, number]
}

/**
 * Fitted to the true IoU of the tuning halves (hippocampus, soft-tissue sarcoma, ACDC; docs/explanation/mask-quality.md): medians are
 * between the sets, standard deviations their spread. Those of learned methods are those of interpolated shapes, which they are fused with,
 * but for the weight of the size and for the floor, which are wide: what is seen decides.
 */
const FAMILIES: Readonly<Record<MethodFamily, FamilyDefaults>> = {
  carries: {
    sides: 'nearer',
    betweenRate: [0.8, 0.6],
    betweenPower: [1.25, 0.2],
    betweenSize: [0.8, 0.15],
    beyondRate: [1.2, 0.3],
    beyondSize: [1.25, 0.2],
    floor: [0, 0],
  },
  interpolates: {
    sides: 'both',
    betweenRate: [1.3, 0.6],
    betweenPower: [1.6, 0.2],
    betweenSize: [0.8, 0.15],
    beyondRate: [1.2, 0.3],
    beyondSize: [1.25, 0.2],
    floor: [0, 0],
  },
  learned: {
    sides: 'both',
    betweenRate: [1.3, 0.3],
    betweenPower: [1.3, 0.2],
    betweenSize: [0.3, 1],
    beyondRate: [1.2, 0.3],
    beyondSize: [0.4, 1],
    floor: [0.65, 1.2],
  },
}

const BEYOND_POWER = [1.3, 0.15] as const

export function errorDefaultsOf(family: MethodFamily): ErrorDefaults {
  const { sides, betweenRate, betweenPower, betweenSize, beyondRate, beyondSize, floor } = FAMILIES[family]
  const positive = [betweenRate, betweenPower, betweenSize, beyondRate, BEYOND_POWER, beyondSize]
  return {
    sides,
    // Logarithm and logit, which is −∞ for a floor of 0.
    means: [...positive.map(([median]) => Math.log(median)), Math.log(floor[0] / (1 - floor[0]))],
    standardDeviations: [...positive.map(([, spread]) => spread), floor[1]],
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
