import type { State } from '../backends/Backend'

/** Whether every number is one: a finite loss says nothing of the weights after that step, and a bad checkpoint is worse than none. */
export function hasFiniteState(state: State): boolean {
  return Object.values(state).every(({ data }) => data.every((value) => Number.isFinite(value)))
}
