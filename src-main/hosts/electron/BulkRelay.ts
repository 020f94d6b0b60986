import type { FromEngine, ToEngine } from './engineMessages'

type BulkAnswer = Extract<FromEngine, { type: 'bulkPiece' | 'bulkRefused' }>

export interface BulkRequest {
  readonly path: string
  readonly offsetBytes: number | null
  readonly lengthBytes: number | null
}

export type BulkBody =
  | { readonly status: 200; readonly pieces: AsyncIterable<Uint8Array> }
  | { readonly status: number; readonly message: string }

const ENGINE_GONE = { status: 503, message: 'The engine is not running. Try again in a moment.' }

/**
 * Bulk voxels on their way from the engine's process to the window. The main process asks for one piece after the other, so
 * that it never holds more than two of each request.
 */
export class BulkRelay {
  private readonly post: (message: ToEngine) => boolean
  private readonly waiting = new Map<number, (answer: BulkAnswer) => void>()
  private requestCount = 0

  constructor(post: (message: ToEngine) => boolean) {
    this.post = post
  }

  async open(request: BulkRequest): Promise<BulkBody> {
    const requestId = ++this.requestCount
    const first = await this.ask(requestId, { type: 'bulkOpened', requestId, ...request })
    if (first.type === 'bulkRefused') return { status: first.status, message: first.message }
    return { status: 200, pieces: this.pieces(first) }
  }

  deliver(answer: BulkAnswer): void {
    const settle = this.waiting.get(answer.requestId)
    this.waiting.delete(answer.requestId)
    settle?.(answer)
  }

  /** The engine is gone: whoever waits for it is told. */
  refuseAll(): void {
    for (const requestId of [...this.waiting.keys()]) this.deliver({ type: 'bulkRefused', requestId, ...ENGINE_GONE })
  }

  private async *pieces(first: Extract<BulkAnswer, { type: 'bulkPiece' }>): AsyncGenerator<Uint8Array, void, void> {
    const { requestId } = first
    let piece: BulkAnswer = first
    try {
      for (;;) {
        // The status line has gone out: all that is left is to break off, which the window sees as a failed fetch.
        if (piece.type === 'bulkRefused') throw new Error(piece.message)
        // The next one is on its way while the window takes this one.
        const next: Promise<BulkAnswer> | null = piece.isLast
          ? null
          : this.ask(requestId, { type: 'bulkWanted', requestId })
        if (piece.bytes.byteLength > 0) yield piece.bytes
        if (next === null) return
        piece = await next
      }
    } finally {
      this.post({ type: 'bulkClosed', requestId })
    }
  }

  private ask(requestId: number, message: ToEngine): Promise<BulkAnswer> {
    return new Promise((resolve) => {
      this.waiting.set(requestId, resolve)
      if (!this.post(message)) this.deliver({ type: 'bulkRefused', requestId, ...ENGINE_GONE })
    })
  }
}
