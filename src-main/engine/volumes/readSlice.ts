import { bytesPerDisplayVoxel, displayArrayOf, type DisplayType } from '../../domain/volume/displayType'
import type { Triple } from '../../domain/volume/geometry'
import type { Raster } from '../../domain/volume/previewRaster'
import { extractSlice, sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import type { ReadableVoxels } from './ReadableVoxels'

/** One slice on any axis, `[height, width]`; on `k` only its own part of the volume has to be decoded. */
export async function readSlice(request: {
  voxels: ReadableVoxels
  dtype: DisplayType
  size: Triple
  axis: SliceAxis
  sliceIndex: number
  signal?: AbortSignal | undefined
}): Promise<Raster<ArrayLike<number>>> {
  const { voxels, dtype, size, axis, sliceIndex, signal } = request
  const [ni, nj, nk] = size
  const { width, height } = sliceLayout(size, axis)
  const voxelBytes = bytesPerDisplayVoxel(dtype)
  const read = async (firstVoxel: number, count: number) =>
    displayArrayOf(
      await voxels.read({ offsetBytes: firstVoxel * voxelBytes, lengthBytes: count * voxelBytes, signal }),
      dtype,
    )
  if (axis === 'k') return { data: await read(sliceIndex * ni * nj, ni * nj), width, height }
  const data = new Float32Array(width * height)
  // Height runs along k on both other axes: each plane gives one row.
  for (let k = 0; k < nk; k++) {
    if (axis === 'j') data.set(await read((k * nj + sliceIndex) * ni, ni), k * width)
    else data.set(extractSlice(await read(k * ni * nj, ni * nj), sliceLayout([ni, nj, 1], 'i'), sliceIndex), k * width)
  }
  return { data, width, height }
}
