import type { VolumeSource, VoxelArray } from './viewerTypes'

/** Large enough that requests cost little, small enough that a copy takes a few milliseconds. */
const CHUNK_BYTES = 4 * 2 ** 20
/** Requests under way at a time: while one is being copied the next is on its way. */
const PARALLEL_READS = 3

const ARRAYS = { uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, float32: Float32Array } as const

/** A zeroed array for all voxels of a volume. */
export function allocateVoxels(source: VolumeSource): VoxelArray {
  const [ni, nj, nk] = source.geometry.size
  return new ARRAYS[source.dtype](ni * nj * nk)
}

/** Ranges of k-slices `[from, to)` in the order they are fetched: the wanted slice alone, then outwards in turns. */
export function streamingOrder(request: {
  sliceCount: number
  firstSlice: number
  slicesPerChunk: number
}): [number, number][] {
  const { sliceCount, firstSlice, slicesPerChunk } = request
  const order: [number, number][] = [[firstSlice, firstSlice + 1]]
  let [below, above] = [firstSlice, firstSlice + 1]
  while (below > 0 || above < sliceCount) {
    if (above < sliceCount) {
      const to = Math.min(sliceCount, above + slicesPerChunk)
      order.push([above, to])
      above = to
    }
    if (below > 0) {
      const from = Math.max(0, below - slicesPerChunk)
      order.push([from, below])
      below = from
    }
  }
  return order
}

/**
 * Fills `voxels` from the source, beginning with `firstSlice` (on k), and tells of each range of k-slices that has arrived.
 * Ends quietly when `signal` aborts.
 * @throws what `source.read` throws
 */
export async function streamVoxels(request: {
  source: VolumeSource
  voxels: VoxelArray
  firstSlice: number
  signal: AbortSignal
  onSlices: (from: number, to: number) => void
  /** Waited for between the first slice and the others. */
  firstShown?: () => Promise<void>
}): Promise<void> {
  const { source, voxels, firstSlice, signal, onSlices, firstShown } = request
  const [ni, nj, sliceCount] = source.geometry.size
  const sliceBytes = ni * nj * voxels.BYTES_PER_ELEMENT
  const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength)
  const slicesPerChunk = Math.max(1, Math.floor(CHUNK_BYTES / sliceBytes))
  const ranges = streamingOrder({ sliceCount, firstSlice, slicesPerChunk })
  const readNext = async (): Promise<void> => {
    for (let range = ranges.shift(); range !== undefined && !signal.aborted; range = ranges.shift()) {
      const [from, to] = range
      const offsetBytes = from * sliceBytes
      const buffer = await source.read({ offsetBytes, lengthBytes: (to - from) * sliceBytes, signal })
      if (signal.aborted) return
      bytes.set(new Uint8Array(buffer), offsetBytes)
      onSlices(from, to)
    }
  }
  try {
    // The first slice goes ahead of everything, so that it need not share the line.
    const rest = ranges.splice(1)
    await readNext()
    await firstShown?.()
    ranges.push(...rest)
    await Promise.all(Array.from({ length: PARALLEL_READS }, readNext))
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
