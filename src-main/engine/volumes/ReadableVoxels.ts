export interface VoxelPart {
  readonly offsetBytes: number
  readonly lengthBytes: number
  readonly signal?: AbortSignal | undefined
}

/** Voxels in display type as little-endian bytes, `[k, j, i]`, perhaps still being decoded. */
export interface ReadableVoxels {
  readonly byteLength: number
  /** Memory that is kept for it. */
  readonly heldBytes: number
  /** A part could not be decoded; it has to be opened again. */
  readonly hasFailed: boolean
  /** Waits until the part is there. @throws what is wrong with the file, or CancelledError */
  read(part: VoxelPart): Promise<Uint8Array>
  close(): void
}
