import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import type { LabelMap } from '../../domain/labels/LabelMap'
import type { Volume } from '../../domain/volume/Volume'
import { hashImage, statImage } from '../files/imageFiles'
import { readLabelMap } from '../formats/readLabelMap'
import { readVolume } from '../formats/readVolume'

/**
 * The image of a case, if it is still the one that was imported.
 * @throws SlicewrightError FILE_NOT_FOUND if it was moved, CASE_CHANGED if its bytes are others, and as `readVolume`
 */
export async function loadCaseImage({
  record,
  signal,
}: {
  record: CaseRecord
  signal?: AbortSignal | undefined
}): Promise<Volume> {
  await assertImageUnchanged(record, signal)
  const { path, files, channel } = record.image
  return (await readVolume({ path, files, channel: channel ?? undefined, signal })).volume
}

/**
 * The label map of a case, 255 where it is not annotated.
 * @throws SlicewrightError NO_CASES if the case has none, and as `readLabelMap`
 */
export async function loadCaseLabels({
  record,
  signal,
}: {
  record: CaseRecord
  signal?: AbortSignal | undefined
}): Promise<LabelMap> {
  if (record.label === null)
    throw new SlicewrightError(
      'NO_CASES',
      `Case ${record.caseId} has no label. Import its label, or leave the case out.`,
      {
        details: { caseId: record.caseId },
      },
    )
  return (await readLabelMap({ path: record.label.path, expects: 'sparse', signal })).labelMap
}

/**
 * Bytes are compared only where size or time say that the file was touched.
 * @throws SlicewrightError FILE_NOT_FOUND if it was moved, CASE_CHANGED if its bytes are others
 */
export async function assertImageUnchanged({ caseId, image }: CaseRecord, signal?: AbortSignal): Promise<void> {
  const found = await statImage(image)
  if (found === null)
    throw new SlicewrightError(
      'FILE_NOT_FOUND',
      `The image of ${caseId} is no longer at ${image.path}. If it was moved, "slicewright relocate FOLDER" finds it.`,
      { details: { path: image.path, caseId } },
    )
  if (found.sizeBytes === image.sizeBytes && found.modifiedAtMs === image.modifiedAtMs) return
  if (found.sizeBytes === image.sizeBytes && (await hashImage(image, signal)) === image.sha256) return
  throw new SlicewrightError(
    'CASE_CHANGED',
    `The image of ${caseId}, ${image.path}, is not the one that was imported: its bytes changed. Put the old file back, or ` +
      'import the new one into a new workspace.',
    { details: { path: image.path, caseId } },
  )
}
