import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import type { ExperimentSpec } from '../../domain/experiment/experimentSpec'
import type { Workspace } from '../../io/workspace/Workspace'
import { planExperiment, type ExperimentPlan } from './planExperiment'

/** A plan that nothing was read for: its runs have no names yet, as those are hashes of the data. */
export interface ExperimentLayout extends Omit<ExperimentPlan, 'runs'> {
  readonly runs: readonly Omit<ExperimentPlan['runs'][number], 'runId' | 'identity'>[]
  /** Cases that an experiment leaves out: they have no dense label map. */
  readonly unusableCaseCount: number
}

/**
 * What a spec means in a workspace, without looking at a file: quick enough to be asked for while a form is edited.
 * @throws SlicewrightError as `usableCases` and `planExperiment`
 */
export function layOutExperiment(workspace: Workspace, spec: ExperimentSpec): ExperimentLayout {
  const { usable, unusableCaseCount } = usableCases(workspace, spec.dataset)
  const plan = planExperiment({
    spec,
    cases: usable.map((record) => ({ record, labelPath: workspace.labelPath(record.caseId), labelSha256: '' })),
    classNames: classNamesOf(workspace, usable),
    device: { deviceId: '', threads: 1, library: '' },
  })
  return { ...plan, unusableCaseCount }
}

/**
 * The cases of a workspace (or of one of its data sets) that have a dense label map, and the number of those that have none.
 * @throws SlicewrightError UNKNOWN_ID for a data set that is not there, NO_CASES
 */
export function usableCases(
  workspace: Workspace,
  dataset: string | null,
): { usable: CaseRecord[]; unusableCaseCount: number } {
  const records = casesOf(workspace, dataset)
  const usable = records.filter(({ label }) => label !== null && !label.isSparse)
  if (usable.length === 0)
    throw new SlicewrightError(
      'NO_CASES',
      `An experiment needs cases with dense label maps; ${workspace.path} has none${dataset === null ? '' : ` in "${dataset}"`}. Import a folder with labels.`,
      { details: { workspace: workspace.path, dataset } },
    )
  return { usable, unusableCaseCount: records.length - usable.length }
}

/** Names of the classes, by label, of all data sets that the cases are from. */
export function classNamesOf(workspace: Workspace, records: readonly CaseRecord[]): Record<string, string> {
  const datasets = new Set(records.map(({ dataset }) => dataset))
  const named = workspace.datasets.list().filter(({ name }) => datasets.has(name))
  return Object.assign({}, ...named.map(({ classNames }) => classNames)) as Record<string, string>
}

function casesOf(workspace: Workspace, dataset: string | null): CaseRecord[] {
  if (dataset === null) return workspace.cases()
  const names = workspace.datasets.list().map(({ name }) => name)
  if (!names.includes(dataset))
    throw new SlicewrightError(
      'UNKNOWN_ID',
      `dataset: found "${dataset}", allowed: one of ${names.join(', ') || '(none imported yet)'}.`,
      { details: { field: 'dataset', found: dataset, allowed: names } },
    )
  return workspace.cases(dataset)
}
