import { join } from 'node:path'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import type { LabelMap } from '../../domain/labels/LabelMap'
import { geometryDifference } from '../../domain/volume/geometry'
import type { Volume, VoxelArray } from '../../domain/volume/Volume'
import { isPlainNifti } from '../../io/datasets/isPlainNifti'
import { copyFileAtomically } from '../../io/files/copyFileAtomically'
import { hashFile } from '../../io/files/hashFile'
import { readVolume } from '../../io/formats/readVolume'
import { writeLabelMap } from '../../io/formats/writeLabelMap'
import { writeVolume } from '../../io/formats/writeVolume'
import { loadCaseImage, loadCaseLabels } from '../../io/workspace/loadCase'
import type { NnunetLabels } from './planNnunetLabels'

export interface ExportedCase {
  /** Relative to the exported folder. */
  readonly paths: { readonly image: string; readonly label: string | null }
  readonly isImageCopied: boolean
  readonly valueRange: readonly [number, number] | null
}

/**
 * Writes one case below `folder` and compares what can be read there with what the workspace has.
 * @throws SlicewrightError WRITE_FAILED if they differ, and what reading and writing throw
 */
export async function exportCase({
  record,
  paths,
  folder,
  plan,
  signal,
}: {
  record: CaseRecord
  paths: ExportedCase['paths']
  folder: string
  plan: NnunetLabels
  signal: AbortSignal
}): Promise<ExportedCase> {
  const source = await loadCaseImage({ record, signal })
  const imagePath = join(folder, paths.image)
  const { path, files, channel } = record.image
  const isImageCopied = channel === null && files === null && (await isPlainNifti(path))
  if (isImageCopied) await copyFileAtomically({ from: path, to: imagePath })
  else await writeVolume({ path: imagePath, volume: source })
  if (isImageCopied && (await hashFile(imagePath, signal)) !== record.image.sha256)
    throw differs(imagePath, 'its bytes are not those of the source')
  const written = await readVolume({ path: imagePath, signal })
  assertSame(source, written.volume, imagePath)

  if (paths.label !== null) {
    const labelPath = join(folder, paths.label)
    const labels = await loadCaseLabels({ record, signal })
    const renumbered: LabelMap = {
      data: labels.data.map((label) => plan.exportedByLabel[label]),
      geometry: labels.geometry,
    }
    await writeLabelMap({ path: labelPath, labelMap: renumbered })
    assertSame(renumbered, (await readVolume({ path: labelPath, signal })).volume, labelPath)
  }
  return { paths, isImageCopied, valueRange: written.facts.valueRange }
}

function assertSame(expected: Volume, found: Volume, path: string): void {
  const difference = geometryDifference(expected.geometry, found.geometry)
  if (difference !== null) throw differs(path, difference)
  const at = firstDifference(expected.data, found.data)
  if (at !== null) throw differs(path, `voxel ${at} is ${found.data[at]} instead of ${expected.data[at]}`)
}

function firstDifference(expected: VoxelArray, found: VoxelArray): number | null {
  for (let at = 0; at < expected.length; at++) if (!Object.is(expected[at] + 0, found[at] + 0)) return at
  return null
}

function differs(path: string, how: string): SlicewrightError {
  return new SlicewrightError(
    'WRITE_FAILED',
    `What was written to ${path} reads back differently: ${how}. The export was withdrawn. Check the disk and try again.`,
    { details: { path } },
  )
}
