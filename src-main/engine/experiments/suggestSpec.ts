import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { splitCases, type SplitRequest } from '../../domain/experiment/splitCases'
import type { Workspace } from '../../io/workspace/Workspace'
import { usableCases } from './layOutExperiment'

/** A spec to begin with: four budgets and the dense reference, small enough to see soon whether everything works. */
export function suggestSpec(workspace: Workspace, dataset: string | null): Record<string, unknown> {
  return {
    name: freeName(workspace),
    ...(dataset === null ? {} : { dataset }),
    split: suggestSplit(casesOrNone(workspace, dataset)),
    grid: {
      densities: [0.1, 0.4],
      volumeFractions: [0.5, 1],
      policies: ['fixed-interval'],
      propagators: ['none'],
      seeds: [0],
    },
    denseReference: true,
    training: { stepCount: 100, batchSize: 8, validationIntervalSteps: 25, checkpointIntervalSteps: 25 },
  }
}

function freeName(workspace: Workspace): string {
  const taken = new Set(workspace.experiments.list().map(({ name }) => name))
  for (let number = 1; ; number++) if (!taken.has(`grid-${number}`)) return `grid-${number}`
}

/** The data set's own split where it has one that can be used, else a seeded one. */
function suggestSplit(cases: readonly CaseRecord[]): SplitRequest {
  const own: SplitRequest = { by: 'workspace', seed: 0, validation: 0.2 }
  const drawn: SplitRequest = { by: 'seed', seed: 0, train: 'rest', validation: 0.15, test: 0.25 }
  try {
    splitCases({ cases, split: own })
    return own
  } catch (error) {
    if (error instanceof SlicewrightError) return drawn
    throw error
  }
}

/** A form can be looked at before there is anything to train on; starting then says what is missing. */
function casesOrNone(workspace: Workspace, dataset: string | null): CaseRecord[] {
  try {
    return usableCases(workspace, dataset).usable
  } catch (error) {
    if (error instanceof SlicewrightError && error.code === 'NO_CASES') return []
    throw error
  }
}
