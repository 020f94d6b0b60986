import type { LabelMap } from '../../domain/labels/LabelMap'
import { writeNifti } from './writeVolume'

/**
 * Writes a label map as uint8 NIfTI-1 with 255 where nothing is annotated; as `writeVolume` otherwise.
 * @throws SlicewrightError FORMAT_UNSUPPORTED, DISK_FULL, WRITE_FAILED
 */
export async function writeLabelMap({ path, labelMap }: { path: string; labelMap: LabelMap }): Promise<void> {
  await writeNifti({ path, volume: labelMap, isLabelMap: true })
}
