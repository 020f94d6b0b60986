import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { EngineClient, Host } from './Host'
import type { EngineState, HostCommand, PreloadBridge } from './preloadBridge'
import { reconnectingClient } from './reconnectingClient'

/** In Electron: calls go over a MessagePort that the main process hands on to the engine's process. */
export async function connectElectron(bridge: PreloadBridge): Promise<Host> {
  const stateListeners = new Set<(state: EngineState) => void>()
  const commandListeners = new Set<(command: HostCommand) => void>()
  const waitingCommands: HostCommand[] = []
  let state: EngineState = { state: 'running' }
  let link: EnginePort | null = null
  let client: EngineClient | null = null
  const tell = (next: EngineState) => {
    state = next
    for (const listener of stateListeners) listener(next)
  }
  bridge.onEngineState((next) => {
    if (next.state === 'crashed') {
      link?.close(next.reason)
      tell(next)
      // Main answers at once where it has given up and a page asks, so the page asks only when the engine is back.
    } else if (state.state === 'crashed') bridge.connectEngine()
  })
  bridge.onCommand((command) => {
    if (commandListeners.size === 0) waitingCommands.push(command)
    for (const listener of commandListeners) listener(command)
  })
  await new Promise<void>((resolve) => {
    window.addEventListener('message', (event) => {
      const [port] = event.ports
      if (!isEnginePort(event) || port === undefined) return
      link?.close('A newer connection took its place.')
      link = new EnginePort(port)
      client = createORPCClient(new RPCLink({ port: link }))
      if (state.state === 'crashed') tell({ state: 'running' })
      resolve()
    })
    bridge.connectEngine()
  })
  return {
    kind: 'electron',
    engine: reconnectingClient(() => {
      if (client === null) throw new Error('The engine is not connected yet.')
      return client
    }),
    native: bridge,
    onEngineState: (listener) => {
      stateListeners.add(listener)
      listener(state)
      return () => stateListeners.delete(listener)
    },
    onCommand: (listener) => {
      commandListeners.add(listener)
      for (const command of waitingCommands.splice(0)) listener(command)
      return () => commandListeners.delete(listener)
    },
  }
}

function isEnginePort(event: MessageEvent): boolean {
  const message: unknown = event.data
  const isAboutIt =
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'engine-port'
  return event.source === window && isAboutIt
}

/**
 * A port that tells when nobody is at its other end any more, which a MessagePort does not: then calls under way fail, and so
 * does every later one until the engine is back.
 */
class EnginePort {
  private readonly port: MessagePort
  private readonly closeListeners: (() => void)[] = []
  private whyClosed: string | null = null

  constructor(port: MessagePort) {
    this.port = port
  }

  readonly onMessage = {
    addListener: (listener: (data: unknown) => void): void => {
      this.port.onmessage = (event: MessageEvent<unknown>) => listener(event.data)
    },
  }

  readonly onDisconnect = {
    addListener: (listener: () => void): void => {
      this.closeListeners.push(listener)
    },
  }

  postMessage(data: unknown): void {
    if (this.whyClosed !== null) throw new Error(`The engine is not running. ${this.whyClosed}`)
    this.port.postMessage(data)
  }

  close(why: string): void {
    if (this.whyClosed !== null) return
    this.whyClosed = why
    this.port.close()
    for (const listener of this.closeListeners) listener()
  }
}
