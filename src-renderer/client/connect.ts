import { connectElectron } from './connectElectron'
import { connectServer } from './connectServer'
import type { Host } from './Host'

/** Finds out where the window runs. The only place that knows which transports there are. */
export function connect(): Promise<Host> {
  return window.slicewright === undefined ? connectServer() : connectElectron(window.slicewright)
}
