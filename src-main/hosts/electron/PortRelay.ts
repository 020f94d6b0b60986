import type { ToEngine } from './engineMessages'

/** The part of Electron's `MessagePortMain` that is used. */
export interface PortLike {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/**
 * Joins the window's port to the engine's process. One connection per page load: the port of an earlier page is dropped,
 * because its end is not told when the page is reloaded, and so are answers to its calls.
 */
export class PortRelay {
  private readonly post: (message: ToEngine) => void
  private port: PortLike | null = null
  private count = 0

  constructor(post: (message: ToEngine) => void) {
    this.post = post
  }

  /** The number of the last page that was connected; 0 before the first. */
  get connection(): number {
    return this.count
  }

  connect(port: PortLike): void {
    this.drop()
    this.port = port
    const connection = ++this.count
    this.post({ type: 'connected', connection })
    // No transfer lists here or below: an ArrayBuffer in one is lost, or worse, between these two processes.
    port.on('message', ({ data }) => this.post({ type: 'port', connection, data }))
    port.start()
  }

  /** What the engine answers to `connection`. */
  deliver(answer: { readonly connection: number; readonly data: unknown }): void {
    if (answer.connection === this.count) this.port?.postMessage(answer.data)
  }

  drop(): void {
    if (this.port === null) return
    this.port.close()
    this.port = null
    this.post({ type: 'disconnected', connection: this.count })
  }
}
