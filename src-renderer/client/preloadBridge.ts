import type { EngineState, HostCommand, PreloadBridge as Bridge } from '../../src-main/contract/host'

export type { EngineState, HostCommand }

/** What the preload script puts on `window.slicewright` in Electron. */
export type PreloadBridge = Bridge<File>

declare global {
  interface Window {
    readonly slicewright?: PreloadBridge
  }
}
