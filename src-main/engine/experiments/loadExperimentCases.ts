import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { hashFile } from '../../io/files/hashFile'
import { hashImage, statImage } from '../../io/files/imageFiles'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { usableCases } from './layOutExperiment'
import type { ExperimentCase } from './planExperiment'

/**
 * The cases of a workspace (or of one of its data sets) that an experiment can use: those with a dense label map. Their voxels are
 * proven to be those that were imported, because results are named after them.
 * @throws SlicewrightError UNKNOWN_ID for a data set that is not there, NO_CASES, FILE_NOT_FOUND, CASE_CHANGED
 */
export async function loadExperimentCases({
  workspace,
  dataset,
  context,
}: {
  workspace: Workspace
  dataset: string | null
  context: Pick<JobContext, 'signal' | 'report' | 'note'>
}): Promise<ExperimentCase[]> {
  const { usable, unusableCaseCount } = usableCases(workspace, dataset)
  if (unusableCaseCount > 0)
    context.note(
      `${unusableCaseCount} of ${unusableCaseCount + usable.length} cases have no dense label map; an experiment leaves them out.`,
    )
  const cases: ExperimentCase[] = []
  for (const record of usable) {
    context.report({ stage: 'checking', done: cases.length, total: usable.length, unit: 'cases' })
    const labelPath = workspace.labelPath(record.caseId)
    await assertUnchanged(record, context.signal)
    cases.push({ record, labelPath, labelSha256: await hashFile(labelPath, context.signal) })
  }
  return cases
}

/** Size and time of change say at once whether an image may have changed; its bytes are read again only then. */
async function assertUnchanged({ caseId, image }: CaseRecord, signal: AbortSignal): Promise<void> {
  const found = await statImage(image)
  if (found === null)
    throw new SlicewrightError(
      'FILE_NOT_FOUND',
      `The image of case "${caseId}" is no longer at ${image.path}. Put it back, or import the folder again.`,
      { details: { caseId, path: image.path } },
    )
  if (found.sizeBytes === image.sizeBytes && found.modifiedAtMs === image.modifiedAtMs) return
  if ((await hashImage(image, signal)) === image.sha256) return
  throw new SlicewrightError(
    'CASE_CHANGED',
    `The image of case "${caseId}" (${image.path}) is not the one that was imported. Import it under another name, or put the old one back.`,
    { details: { caseId, path: image.path } },
  )
}
