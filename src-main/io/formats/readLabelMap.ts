import { labelMapOf, type LabelReading } from '../../domain/labels/labelMapOf'
import type { LabelMap } from '../../domain/labels/LabelMap'
import type { LabelMapping } from '../../domain/labels/labelMapping'
import type { VolumeWarning } from '../../domain/volume/volumeWarnings'
import { readVolume } from './readVolume'

/**
 * Reads a label map (contract.md §1). Integral floats load.
 * @returns the map, what each stored value that occurs has become, and the file's warnings
 * @throws SlicewrightError as `readVolume`, and LABEL_NOT_INTEGRAL, LABEL_RESERVED_VALUE, LABEL_UNEXPECTED_VALUE,
 * LABEL_TOO_MANY_CLASSES
 */
export async function readLabelMap(
  request: { path: string; channel?: number | undefined; signal?: AbortSignal | undefined } & LabelReading,
): Promise<{ labelMap: LabelMap; mapping: LabelMapping; warnings: VolumeWarning[] }> {
  const { volume, warnings } = await readVolume(request)
  return { ...labelMapOf({ ...request, volume, what: request.path }), warnings }
}
