import { CancelledError } from '../../domain/errors'
import { bytesPerDisplayVoxel } from '../../domain/volume/displayType'
import { voxelCount } from '../../domain/volume/geometry'
import type { VoxelStream } from '../../io/formats/VoxelStream'
import type { ReadableVoxels, VoxelPart } from './ReadableVoxels'

interface Waiting {
  readonly untilByte: number
  resolve(): void
  reject(error: unknown): void
}

/** Decodes a volume once, from its first voxel on, into memory; whoever asks for a part waits until it has been reached. */
export class DecodingBuffer implements ReadableVoxels {
  readonly byteLength: number
  readonly heldBytes: number
  private readonly bytes: Uint8Array
  private readonly controller = new AbortController()
  private readonly waiting = new Set<Waiting>()
  private decodedBytes = 0
  private failure: { readonly error: unknown } | null = null

  constructor(stream: VoxelStream) {
    this.byteLength = voxelCount(stream.geometry) * bytesPerDisplayVoxel(stream.dtype)
    this.heldBytes = this.byteLength
    this.bytes = new Uint8Array(this.byteLength)
    void this.decode(stream)
  }

  get hasFailed(): boolean {
    return this.failure !== null
  }

  /** A view on the decoded bytes: not to be changed. */
  async read({ offsetBytes, lengthBytes, signal }: VoxelPart): Promise<Uint8Array> {
    await this.reached(offsetBytes + lengthBytes, signal)
    return this.bytes.subarray(offsetBytes, offsetBytes + lengthBytes)
  }

  /** Stops decoding, unless somebody waits for a part. */
  close(): void {
    if (this.waiting.size === 0) this.controller.abort()
  }

  private async decode(stream: VoxelStream): Promise<void> {
    try {
      const all = { firstVoxel: 0, voxelCount: voxelCount(stream.geometry), signal: this.controller.signal }
      for await (const piece of stream.read(all)) {
        this.bytes.set(piece, this.decodedBytes)
        this.decodedBytes += piece.length
        for (const each of this.waiting) if (each.untilByte <= this.decodedBytes) each.resolve()
      }
    } catch (error) {
      this.failure = { error }
      for (const each of this.waiting) each.reject(error)
    }
  }

  private async reached(untilByte: number, signal: AbortSignal | undefined): Promise<void> {
    if (untilByte <= this.decodedBytes) return
    if (this.failure !== null) throw this.failure.error
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    const waiting: Waiting = { untilByte, resolve: () => resolve(undefined), reject }
    const stop = () => reject(new CancelledError('Reading'))
    signal?.addEventListener('abort', stop)
    this.waiting.add(waiting)
    try {
      if (signal?.aborted === true) stop()
      await promise
    } finally {
      this.waiting.delete(waiting)
      signal?.removeEventListener('abort', stop)
    }
  }
}
