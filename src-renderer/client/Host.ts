import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../../src-main/contract'
import type { FileDialogs } from '../../src-main/contract/host'
import type { EngineState, HostCommand } from './preloadBridge'

/** The engine as the window sees it: the same type as in the command line and the tests. */
export type EngineClient = ContractRouterClient<typeof contract>

/** Where the window runs and how it reaches the engine. */
export interface Host {
  readonly kind: 'electron' | 'server'
  readonly engine: EngineClient
  /** Native dialogs, and paths of dropped files; null in a browser, where the folder browser does it. */
  readonly native: NativeFiles | null
  /** Told at once with the present state, then on every change. Returns the way to stop it. */
  onEngineState(listener: (state: EngineState) => void): () => void
  onCommand(listener: (command: HostCommand) => void): () => void
}

export interface NativeFiles extends FileDialogs {
  pathOf(file: File): string
}
