import { randomUUID } from 'node:crypto'
import { BULK_PREFIX } from '../../contract/bulk'
import { SlicewrightError } from '../../domain/errors'

/** Bytes that a window may ask for, perhaps still being made. */
export interface BulkSource {
  readonly byteLength: number
  /** Waits until the part is there. `offsetBytes + lengthBytes` is within `byteLength`. */
  read(part: { offsetBytes: number; lengthBytes: number; signal: AbortSignal }): Promise<Uint8Array>
}

/** What hosts serve under /bulk/: voxels do not ride on messages. Paths cannot be guessed. */
export class BulkStore {
  private readonly sources = new Map<string, BulkSource>()

  /** @returns the path to hand out in the contract */
  publish(source: BulkSource): string {
    const path = `${BULK_PREFIX}${randomUUID()}`
    this.sources.set(path, source)
    return path
  }

  withdraw(path: string): void {
    this.sources.delete(path)
  }

  /**
   * What a request asks for, before anything is read of it.
   * @param lengthBytes left out: to the end
   * @throws SlicewrightError UNKNOWN_ID, or BAD_REQUEST where the part is not within the source
   */
  resolve(request: { path: string; offsetBytes?: number | undefined; lengthBytes?: number | undefined }): {
    source: BulkSource
    offsetBytes: number
    lengthBytes: number
  } {
    const { path, offsetBytes = 0 } = request
    const source = this.sources.get(path)
    if (source === undefined)
      throw new SlicewrightError('UNKNOWN_ID', `There is nothing at ${path} (any more). Open the volume again.`)
    const lengthBytes = request.lengthBytes ?? source.byteLength - offsetBytes
    const isWhole = Number.isSafeInteger(offsetBytes) && Number.isSafeInteger(lengthBytes)
    if (!isWhole || offsetBytes < 0 || lengthBytes < 0 || offsetBytes + lengthBytes > source.byteLength)
      throw new SlicewrightError(
        'BAD_REQUEST',
        `Bytes ${offsetBytes} to ${offsetBytes + lengthBytes} were asked for; ${path} has ${source.byteLength}.`,
        { details: { offsetBytes, lengthBytes, byteLength: source.byteLength } },
      )
    return { source, offsetBytes, lengthBytes }
  }

  /** @throws as `resolve` */
  async read(request: {
    path: string
    offsetBytes?: number | undefined
    lengthBytes?: number | undefined
    signal: AbortSignal
  }): Promise<Uint8Array> {
    const { source, offsetBytes, lengthBytes } = this.resolve(request)
    return source.read({ offsetBytes, lengthBytes, signal: request.signal })
  }
}
