import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { EngineClient, Host } from './Host'
import type { EngineState, HostCommand } from './preloadBridge'
import { reconnectingClient } from './reconnectingClient'

const RETRY_MS = 1000
const CONNECTION_LOST =
  'The connection to the engine was lost. If its server was ended, start it again and open the link that it prints.'

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
      tell({ state: 'crashed', reason: CONNECTION_LOST, isRestarting: true })
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
    onCommand: (listener) => {
      const command = commandOfLink()
      if (command !== null) listener(command)
      return () => undefined
    },
  }
}

function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(new URL('/rpc', window.location.href.replace(/^http/, 'ws')))
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket), { once: true })
    socket.addEventListener('error', () => reject(new Error('The engine does not answer at /rpc.')), { once: true })
  })
}

/** What the link that the server printed asks for, once: a reload shows what is open by then. */
function commandOfLink(): HostCommand | null {
  const query = new URLSearchParams(window.location.search)
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.hash)
  const workspace = query.get('workspace')
  if (workspace !== null) return { type: 'open-workspace', path: workspace }
  return query.has('sample') ? { type: 'open-sample' } : null
}
