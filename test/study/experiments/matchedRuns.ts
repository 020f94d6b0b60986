import type { Results, RunResult } from '../../../src-main/domain/experiment/results'

export function seedOf({ configuration: { seed } }: RunResult): number {
  return seed
}

/** Of both sides, the runs with a seed that both have; so a study that is half done compares like with like. */
export function withSameSeeds(
  first: readonly RunResult[],
  second: readonly RunResult[],
): [first: RunResult[], second: RunResult[]] {
  const [firstSeeds, secondSeeds] = [first.map(seedOf), second.map(seedOf)]
  return [
    first.filter((run) => secondSeeds.includes(seedOf(run))),
    second.filter((run) => firstSeeds.includes(seedOf(run))),
  ]
}

export function describeSetting({ dataset, runs }: Results): string {
  const { trainCaseIds, validationCaseIds, testCaseIds } = dataset
  const distinct = <Value>(values: readonly Value[]) => [...new Set(values)].join(', ')
  const models = distinct(runs.map(({ configuration }) => configuration.model))
  const steps = distinct(runs.map(({ configuration }) => configuration.steps))
  return `Hippocampus: ${trainCaseIds.length} training, ${validationCaseIds.length} validation and ${testCaseIds.length} test volumes; ${models}, ${steps} steps; seeds ${distinct(runs.map(seedOf).sort((a, b) => a - b))}.`
}
