import type { Results, RunResult } from '../experiment/results'

/** One network trained in one way. Figures draw one panel for each, because scores of different networks are not averaged. */
export interface Variant {
  /** The model's id; with the number of steps where the experiment varies it. */
  readonly label: string
  readonly model: string
  readonly sparseRuns: readonly RunResult[]
  readonly denseRuns: readonly RunResult[]
}

export function variantsOf(results: Results): Variant[] {
  const stepCounts = new Set(results.runs.map((run) => run.configuration.steps))
  const byLabel = Map.groupBy(results.runs, ({ configuration: { model, steps } }) =>
    stepCounts.size > 1 ? `${model}, ${steps} steps` : model,
  )
  return [...byLabel].map(([label, runs]) => ({
    label,
    model: runs[0].configuration.model,
    sparseRuns: runs.filter((run) => !run.isDenseReference),
    denseRuns: runs.filter((run) => run.isDenseReference),
  }))
}

/** One way to spend a budget. Its runs differ in selection policy and seed only: they are replicates of each other. */
export interface Configuration {
  readonly densityFraction: number
  readonly volumeFraction: number
  readonly propagator: string | null
  /** Nominal: ρ·s·T. */
  readonly budgetSlices: number
  readonly runs: readonly RunResult[]
}

/** @returns by ascending budget, then density, then propagator (none first) */
export function configurationsOf(runs: readonly RunResult[]): Configuration[] {
  const groups = Map.groupBy(runs, ({ configuration: { densityFraction, volumeFraction, propagator } }) =>
    JSON.stringify([densityFraction, volumeFraction, propagator]),
  )
  return [...groups.values()]
    .map((group) => ({
      densityFraction: group[0].configuration.densityFraction,
      volumeFraction: group[0].configuration.volumeFraction,
      propagator: group[0].configuration.propagator,
      budgetSlices: roundBudget(group[0].nominalBudgetSlices),
      runs: group,
    }))
    .sort(
      (a, b) =>
        a.budgetSlices - b.budgetSlices ||
        a.densityFraction - b.densityFraction ||
        (a.propagator ?? '').localeCompare(b.propagator ?? '', 'en'),
    )
}

/** Policy and seed: what tells replicates of one configuration apart, and what pairs two configurations. */
export function replicateKeyOf({ configuration: { policy, seed } }: RunResult): string {
  return `${policy} ${seed}`
}

/** Ascending, without doubles. */
export function distinctNumbers(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

/** ρ·s·T differs in the last bits between configurations of the same budget. */
function roundBudget(budgetSlices: number): number {
  return Math.round(budgetSlices * 1e6) / 1e6
}
