import type { Results } from '../experiment/results'
import { describeCount, describeList, describeQuantity } from './describeNumbers'
import type { Provenance } from './provenance'

/** How much of a grid its results hold: a report may be asked for while it runs. */
export interface ExperimentProgress {
  readonly finishedRunCount: number
  /** Null where no provenance says what was planned. */
  readonly plannedRunCount: number | null
  readonly isComplete: boolean
  /** For example "8 of 17 runs are in these results; 1 failed, 8 queued." */
  readonly sentence: string
  readonly failures: readonly { cellId: string; runId: string; code: string; message: string }[]
}

export function experimentProgress(results: Results, provenance: Provenance | null): ExperimentProgress {
  const finishedRunCount = results.runs.length
  const planned = provenance?.runs ?? null
  const failures = (planned ?? [])
    .filter(({ state }) => state === 'failed')
    .map(({ cellId, runId, error }) => ({
      cellId,
      runId,
      code: error?.code ?? 'INTERNAL',
      message: error?.message ?? 'No reason was noted.',
    }))
  if (planned === null)
    return {
      finishedRunCount,
      plannedRunCount: null,
      isComplete: false,
      sentence: `${describeQuantity(finishedRunCount, 'run')} in these results; how many were planned is not known.`,
      failures,
    }
  const finishedIds = new Set(results.runs.map(({ runId }) => runId))
  const open = Map.groupBy(
    planned.filter(({ runId }) => !finishedIds.has(runId)),
    ({ state }) => (state === 'done' ? 'being written' : state),
  )
  const isComplete = open.size === 0
  const rest = [...open].map(([state, runs]) => `${describeCount(runs.length)} ${state}`)
  return {
    finishedRunCount,
    plannedRunCount: planned.length,
    isComplete,
    sentence: isComplete
      ? `All ${describeQuantity(planned.length, 'run')} are done.`
      : `${describeCount(finishedRunCount)} of ${describeQuantity(planned.length, 'run')} are in these results; the rest: ${describeList(rest)}.`,
    failures,
  }
}
