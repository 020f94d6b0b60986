import { throwIfCancelled } from '../../../domain/errors'
import { toDisplayArray, type DisplayType } from '../../../domain/volume/displayType'
import type { VoxelStream } from '../VoxelStream'
import type { ArrangedSeries, DicomSlice } from './DicomSeries'
import { decodeSlice, type OpenFile } from './decodeSlice'
import { storedArrayFor } from './storedPixels'
import { scaleSlice } from './rescaleVolume'

/** The voxels of an arranged series, slice by slice: any slice costs only itself. */
export function openDicomVoxels(arranged: ArrangedSeries): VoxelStream {
  const { slices, geometry } = arranged
  const perSlice = geometry.size[0] * geometry.size[1]
  const dtype = displayTypeFor(slices)
  return {
    geometry,
    dtype,
    access: 'direct',
    async *read({ firstVoxel, voxelCount, signal }) {
      const end = Math.min(firstVoxel + voxelCount, perSlice * slices.length)
      const open: OpenFile = { path: '', frames: [] }
      for (let at = firstVoxel; at < end;) {
        throwIfCancelled(signal, 'Reading a DICOM series')
        const k = Math.floor(at / perSlice)
        const to = Math.min(end, (k + 1) * perSlice)
        const stored = storedArrayFor(slices[k].header, perSlice)
        await decodeSlice({ slice: slices[k], open, target: stored, offset: 0, signal })
        const values = toDisplayArray(scaleSlice(stored, slices[k].frame), dtype)
        const part = values.slice(at - k * perSlice, to - k * perSlice)
        yield new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
        at = to
      }
    },
  }
}

/** The smallest type that shows every value that the stored bits could give; the voxels are not looked at. */
function displayTypeFor(slices: readonly DicomSlice[]): DisplayType {
  let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { header, frame } of slices) {
    const { bitsStored, isSigned, pixels } = header
    if (pixels?.kind !== 'integer' || !Number.isInteger(frame.slope) || !Number.isInteger(frame.intercept))
      return 'float32'
    const lowest = isSigned ? -(2 ** (bitsStored - 1)) : 0
    for (const stored of [lowest, lowest + 2 ** bitsStored - 1]) {
      const value = stored * frame.slope + frame.intercept
      smallest = Math.min(smallest, value)
      largest = Math.max(largest, value)
    }
  }
  if (smallest >= 0 && largest <= 255) return 'uint8'
  if (smallest >= -32768 && largest <= 32767) return 'int16'
  return smallest >= 0 && largest <= 65535 ? 'uint16' : 'float32'
}
