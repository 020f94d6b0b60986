import { describeCount, describeQuantity } from '../../domain/analysis/describeNumbers'
import type { ExperimentSpec } from '../../domain/experiment/experimentSpec'
import type { Workspace } from '../../io/workspace/Workspace'
import { layOutExperiment } from './layOutExperiment'

/**
 * How large a grid is, and who trains and judges it.
 * @throws SlicewrightError SPEC_INVALID, UNKNOWN_ID, NO_CASES where it could not be started
 */
export function previewExperiment(
  workspace: Workspace,
  spec: ExperimentSpec,
): { cellCount: number; runCount: number; notes: string[] } {
  const { dataset, runs, unusableCaseCount } = layOutExperiment(workspace, spec)
  const { trainCaseIds, validationCaseIds, testCaseIds, splitBy, trainingSliceCount } = dataset
  const budgets = runs.filter(({ cell }) => !cell.isDenseReference).map((run) => run.annotatedSliceCount)
  const [smallest, largest] = [Math.min(...budgets), Math.max(...budgets)]
  const notes = [
    `${trainCaseIds.length} training, ${validationCaseIds.length} validation and ${describeQuantity(testCaseIds.length, 'test case')}, split by ${splitBy}.`,
  ]
  if (budgets.length > 0)
    notes.push(
      `Budgets: ${smallest === largest ? describeCount(smallest) : `${describeCount(smallest)} to ${describeCount(largest)}`} annotated slices of ${describeCount(trainingSliceCount)}.`,
    )
  if (unusableCaseCount > 0)
    notes.push(`${describeQuantity(unusableCaseCount, 'case')} without a dense label map: left out.`)
  return { cellCount: new Set(runs.map(({ cell }) => cell.cellId)).size, runCount: runs.length, notes }
}
