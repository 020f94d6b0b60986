import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { EngineClient, Host } from './Host'
import type { EngineState, HostCommand, PreloadBridge } from './preloadBridge'
import { reconnectingClient } from './reconnectingClient'

/** In Electron: calls go over a MessagePort that the main process hands on to the engine's process. */
export async function connectElectron(bridge: PreloadBridge): Promise<Host> {
  const stateListeners = new Set<(state: EngineState) => void>()
  const commandListeners = new Set<(command: HostCommand) => void>()
  let state: EngineState = { state: 'running' }
  let client: EngineClient = clientOf(await nextPort(bridge))
  bridge.onEngineState((next) => {
    const tell = () => {
      state = next
      for (const listener of stateListeners) listener(next)
    }
    if (next.state !== 'running' || state.state === 'running') return tell()
    // A new engine process needs a new port before anybody hears that it is there.
    void nextPort(bridge).then((port) => {
      client = clientOf(port)
      tell()
    })
  })
  bridge.onCommand((command) => {
    for (const listener of commandListeners) listener(command)
  })
  return {
    kind: 'electron',
    engine: reconnectingClient(() => client),
    native: bridge,
    onEngineState: (listener) => {
      stateListeners.add(listener)
      listener(state)
      return () => stateListeners.delete(listener)
    },
    onCommand: (listener) => {
      commandListeners.add(listener)
      return () => commandListeners.delete(listener)
    },
  }
}

function clientOf(port: MessagePort): EngineClient {
  port.start()
  return createORPCClient(new RPCLink({ port }))
}

function nextPort(bridge: PreloadBridge): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent) => {
      const message: unknown = event.data
      const isPort =
        typeof message === 'object' && message !== null && 'type' in message && message.type === 'engine-port'
      if (event.source !== window || !isPort) return
      window.removeEventListener('message', listen)
      resolve(event.ports[0])
    }
    window.addEventListener('message', listen)
    bridge.connectEngine()
  })
}
