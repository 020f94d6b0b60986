import { bytesPerDisplayVoxel, displayArrayOf, type DisplayType } from '../../domain/volume/displayType'
import type { Triple } from '../../domain/volume/geometry'
import type { ReadableVoxels } from './ReadableVoxels'

const SAMPLED_SLICE_COUNT = 12
const SAMPLED_VALUE_COUNT = 120_000
/** Of a volume that is decoded from its beginning, no more than this is waited for. */
const ORDERED_LIMIT_BYTES = 32e6

/**
 * Finite values from evenly spaced k slices. Of a volume that can only be decoded in order, slices up to the middle one, which a
 * window shows first anyway. The same file gives the same values.
 */
export async function sampleValues(request: {
  voxels: ReadableVoxels
  dtype: DisplayType
  size: Triple
  access: 'direct' | 'ordered'
  signal?: AbortSignal | undefined
}): Promise<Float32Array> {
  const { voxels, dtype, size, access, signal } = request
  const [ni, nj, nk] = size
  const lengthBytes = ni * nj * bytesPerDisplayVoxel(dtype)
  const affordable = Math.max(1, Math.min(Math.floor(nk / 2) + 1, Math.floor(ORDERED_LIMIT_BYTES / lengthBytes)))
  const reach = access === 'direct' ? nk : affordable
  const sliceCount = Math.min(SAMPLED_SLICE_COUNT, reach)
  const stride = Math.max(1, Math.floor((ni * nj * sliceCount) / SAMPLED_VALUE_COUNT))
  const values: number[] = []
  for (let at = 0; at < sliceCount; at++) {
    const slice = Math.floor(((at + 0.5) * reach) / sliceCount)
    const bytes = await voxels.read({ offsetBytes: slice * lengthBytes, lengthBytes, signal })
    const data = displayArrayOf(bytes, dtype)
    for (let voxel = at % stride; voxel < data.length; voxel += stride)
      if (Number.isFinite(data[voxel])) values.push(data[voxel])
  }
  return Float32Array.from(values)
}
