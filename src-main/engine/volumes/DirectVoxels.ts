import { bytesPerDisplayVoxel } from '../../domain/volume/displayType'
import { voxelCount } from '../../domain/volume/geometry'
import type { VoxelStream } from '../../io/formats/VoxelStream'
import type { ReadableVoxels, VoxelPart } from './ReadableVoxels'

/** Voxels that are read from the disk whenever they are asked for: the system's file cache is the only memory they need. */
export class DirectVoxels implements ReadableVoxels {
  readonly byteLength: number
  readonly heldBytes = 0
  readonly hasFailed = false
  private readonly stream: VoxelStream

  constructor(stream: VoxelStream) {
    this.stream = stream
    this.byteLength = voxelCount(stream.geometry) * bytesPerDisplayVoxel(stream.dtype)
  }

  async read({ offsetBytes, lengthBytes, signal }: VoxelPart): Promise<Uint8Array> {
    const width = bytesPerDisplayVoxel(this.stream.dtype)
    const firstVoxel = Math.floor(offsetBytes / width)
    const voxelCount = Math.ceil((offsetBytes + lengthBytes) / width) - firstVoxel
    const bytes = new Uint8Array(voxelCount * width)
    let at = 0
    for await (const piece of this.stream.read({ firstVoxel, voxelCount, signal })) {
      bytes.set(piece, at)
      at += piece.length
    }
    const from = offsetBytes - firstVoxel * width
    return bytes.subarray(from, from + lengthBytes)
  }

  close(): void {
    // Nothing is held.
  }
}
