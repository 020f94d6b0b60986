import type { Engine } from '../../engine/createEngine'
import { wireErrorOf } from '../../engine/jobs/wireErrorOf'
import type { FromEngine, ToEngine } from './engineMessages'

/** As much as is held of one answer outside the engine. */
const PIECE_BYTES = 4 * 1024 * 1024

interface OpenBulk {
  readonly path: string
  readonly controller: AbortController
  nextOffsetBytes: number
  readonly endBytes: number
}

/** The engine's end of bulk voxels: reads piece by piece, as the main process asks for them. */
export class BulkReader {
  private readonly engine: Engine
  private readonly post: (message: FromEngine) => void
  private readonly open = new Map<number, OpenBulk>()

  constructor(engine: Engine, post: (message: FromEngine) => void) {
    this.engine = engine
    this.post = post
  }

  /** Answers with the first piece, or refuses: 404 nothing at the path, 416 not within it. */
  async start(request: Extract<ToEngine, { type: 'bulkOpened' }>): Promise<void> {
    const { requestId, path } = request
    try {
      const { offsetBytes, lengthBytes } = this.engine.context.bulk.resolve({
        path,
        offsetBytes: request.offsetBytes ?? undefined,
        lengthBytes: request.lengthBytes ?? undefined,
      })
      const bounds = { nextOffsetBytes: offsetBytes, endBytes: offsetBytes + lengthBytes }
      this.open.set(requestId, { path, controller: new AbortController(), ...bounds })
      await this.sendNext(requestId)
    } catch (error) {
      this.refuse(requestId, error)
    }
  }

  async sendNext(requestId: number): Promise<void> {
    const bulk = this.open.get(requestId)
    if (bulk === undefined) return
    try {
      const { path, nextOffsetBytes: offsetBytes, controller } = bulk
      const lengthBytes = Math.min(PIECE_BYTES, bulk.endBytes - offsetBytes)
      const read = await this.engine.readBulk({ path, offsetBytes, lengthBytes, signal: controller.signal })
      bulk.nextOffsetBytes += lengthBytes
      const isLast = bulk.nextOffsetBytes >= bulk.endBytes
      if (isLast) this.open.delete(requestId)
      // A copy of its own: a view would drag its whole buffer over the border between the processes.
      this.post({ type: 'bulkPiece', requestId, bytes: new Uint8Array(read), isLast })
    } catch (error) {
      this.refuse(requestId, error)
    }
  }

  /** Nobody reads on. */
  close(requestId: number): void {
    this.open.get(requestId)?.controller.abort()
    this.open.delete(requestId)
  }

  private refuse(requestId: number, error: unknown): void {
    this.open.delete(requestId)
    const { code, message } = wireErrorOf(error)
    const status = code === 'UNKNOWN_ID' ? 404 : code === 'BAD_REQUEST' ? 416 : 500
    this.post({ type: 'bulkRefused', requestId, status, message })
  }
}
