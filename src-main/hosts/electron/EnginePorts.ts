import { RPCHandler } from '@orpc/server/message-port'
import type { Engine } from '../../engine/createEngine'
import type { FromEngine } from './engineMessages'

/** As oRPC knows the ports of Electron's main process. */
interface EnginePort {
  on(event: string, listener: (event?: { data: unknown }) => void): void
  postMessage(data: unknown): void
}

interface Connection {
  receive(data: unknown): void
  close(): void
}

/** The engine's end of the windows' ports: each connection is a port made of messages. */
export class EnginePorts {
  private readonly connections = new Map<number, Connection>()
  private readonly post: (message: FromEngine) => void
  private readonly upgrade: (port: EnginePort) => void

  /** @param onWorkspacesCalled after each call of `workspaces`: the recent ones may have changed */
  constructor(engine: Engine, post: (message: FromEngine) => void, onWorkspacesCalled: () => void) {
    const handler = new RPCHandler(engine.router, {
      interceptors: [
        async ({ next, request }) => {
          const result = await next()
          if (request.url.pathname.startsWith('/workspaces/')) onWorkspacesCalled()
          return result
        },
      ],
    })
    this.post = post
    this.upgrade = (port) => handler.upgrade(port, { context: engine.context })
  }

  open(connection: number): void {
    const onMessage: ((event: { data: unknown }) => void)[] = []
    const onClose: (() => void)[] = []
    this.upgrade({
      on: (event, listener) => {
        if (event === 'message') onMessage.push(listener)
        if (event === 'close') onClose.push(() => listener())
      },
      postMessage: (data) => this.post({ type: 'port', connection, data }),
    })
    this.connections.set(connection, {
      receive: (data) => {
        for (const listener of onMessage) listener({ data })
      },
      close: () => {
        for (const listener of onClose) listener()
      },
    })
  }

  receive(connection: number, data: unknown): void {
    this.connections.get(connection)?.receive(data)
  }

  /** Ends what the connection's calls still stream. */
  close(connection: number): void {
    this.connections.get(connection)?.close()
    this.connections.delete(connection)
  }
}
