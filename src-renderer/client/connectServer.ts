import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { EngineClient, Host } from './Host'
import type { EngineState } from './preloadBridge'
import { reconnectingClient } from './reconnectingClient'

const RETRY_MS = 1000

/** In a browser: calls go over a WebSocket to the server that the page came from. Comes back by itself when the server does. */
export async function connectServer(): Promise<Host> {
  const listeners = new Set<(state: EngineState) => void>()
  let state: EngineState = { state: 'running' }
  const tell = (next: EngineState) => {
    state = next
    for (const listener of listeners) listener(next)
  }
  let client: EngineClient
  const follow = (socket: WebSocket) => {
    client = createORPCClient(new RPCLink({ websocket: socket }))
    socket.addEventListener('close', () => {
      tell({ state: 'crashed', reason: 'The connection to the engine was lost.', isRestarting: true })
      void comeBack()
    })
  }
  const comeBack = async () => {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      const socket = await openSocket().catch(() => null)
      if (socket === null) continue
      follow(socket)
      tell({ state: 'running' })
      return
    }
  }
  follow(await openSocket())
  return {
    kind: 'server',
    engine: reconnectingClient(() => client),
    native: null,
    onEngineState: (listener) => {
      listeners.add(listener)
      listener(state)
      return () => listeners.delete(listener)
    },
    onCommand: () => () => undefined,
  }
}

function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(new URL('/rpc', window.location.href.replace(/^http/, 'ws')))
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket), { once: true })
    socket.addEventListener('error', () => reject(new Error('The engine does not answer at /rpc.')), { once: true })
  })
}
