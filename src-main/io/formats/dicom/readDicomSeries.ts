import { SlicewrightError, throwIfCancelled } from '../../../domain/errors'
import type { Volume } from '../../../domain/volume/Volume'
import type { VolumeWarning } from '../../../domain/volume/volumeWarnings'
import type { StoredType, VolumeHeader } from '../VolumeFormat'
import { decodeSlice, type OpenFile } from './decodeSlice'
import type { DicomHeader } from './DicomHeader'
import type { ArrangedSeries } from './DicomSeries'
import { rescaleVolume } from './rescaleVolume'
import { storedArrayFor } from './storedPixels'

/** What the headers alone tell of an arranged series. */
export function volumeHeaderOf({ geometry, slices, warnings }: ArrangedSeries): VolumeHeader {
  const { header } = slices[0]
  // Scanners adapt the window to each slice; that of the middle one suits most.
  const { windows } = slices[Math.floor(slices.length / 2)].frame
  return {
    geometry,
    dtype: storedTypeOf(header),
    channelCount: 1,
    warnings,
    modality: header.modality,
    storedWindows: windows,
  }
}

/**
 * Reads the voxels of an arranged series, slice by slice, and rescales them.
 * @param report how many slices have been decoded
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TRUNCATED, CANCELLED
 */
export async function readDicomSeries({
  arranged,
  signal,
  report,
}: {
  arranged: ArrangedSeries
  signal?: AbortSignal | undefined
  report?: ((done: number, total: number) => void) | undefined
}): Promise<{ volume: Volume; header: VolumeHeader }> {
  const { slices, geometry } = arranged
  const [columns, rows] = geometry.size
  const perSlice = columns * rows
  const stored = storedArrayFor(slices[0].header, allocatable(perSlice * slices.length, arranged))
  const open: OpenFile = { path: '', frames: [] }
  let paddingCount = 0
  for (const [k, slice] of slices.entries()) {
    throwIfCancelled(signal, 'Reading a DICOM series')
    await decodeSlice({ slice, open, target: stored, offset: k * perSlice, signal })
    const { header } = slice
    if (header.paddingValue !== null) {
      const pixels = stored.subarray(k * perSlice, (k + 1) * perSlice)
      for (let at = 0; at < perSlice; at++) if (pixels[at] === header.paddingValue) paddingCount++
    }
    report?.(k + 1, slices.length)
  }
  const data = rescaleVolume(
    stored,
    slices.map(({ frame }) => frame),
  )
  const header = volumeHeaderOf(arranged)
  return {
    volume: { data, geometry },
    header: { ...header, warnings: [...header.warnings, ...paddingWarnings(paddingCount, data.length, slices[0])] },
  }
}

function paddingWarnings(
  count: number,
  total: number,
  { header, frame }: ArrangedSeries['slices'][number],
): VolumeWarning[] {
  if (count === 0 || header.paddingValue === null) return []
  const value = header.paddingValue * frame.slope + frame.intercept
  return [
    {
      code: 'PIXEL_PADDING',
      message:
        `${((100 * count) / total).toPrecision(2)} % of the voxels are padding outside the image (stored ${header.paddingValue}, ` +
        `value ${Number(value.toPrecision(6))}). They are kept.`,
    },
  ]
}

function storedTypeOf({ bitsAllocated, isSigned, pixels }: DicomHeader): StoredType {
  if (pixels?.kind === 'float32' || pixels?.kind === 'float64') return pixels.kind
  const names = { 8: 'int8', 16: 'int16', 32: 'int32' } as const
  const signed = names[bitsAllocated === 8 || bitsAllocated === 16 ? bitsAllocated : 32]
  return isSigned ? signed : (`u${signed}` as const)
}

/** A typed array holds fewer than 2^33 elements; a series that needs more does not fit any memory here either. */
function allocatable(voxelCount: number, { series }: ArrangedSeries): number {
  if (voxelCount < 2 ** 32) return voxelCount
  throw new SlicewrightError(
    'FILE_UNREADABLE',
    `The series in ${series.folder} has ${voxelCount} voxels, more than can be held in memory. Crop or resample it first.`,
    { details: { path: series.folder, voxelCount } },
  )
}
