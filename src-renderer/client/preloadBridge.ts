/** What the preload script puts on `window.slicewright` in Electron. It never grows with features: those are in the contract. */
export interface PreloadBridge {
  /** Asks for a port to the engine; it arrives as a `message` event `{ type: 'engine-port' }` on the window with the port in `ports`. */
  connectEngine(): void
  /** Native dialogs; null where the user cancelled. */
  chooseFolder(options: { title: string }): Promise<string | null>
  chooseFiles(options: { title: string; extensions: string[] }): Promise<string[] | null>
  chooseSavePath(options: { title: string; suggestedName: string; extensions: string[] }): Promise<string | null>
  /** Absolute path of a file or folder that was dropped on the window. */
  pathOf(file: File): string
  /** The engine process ended or came back. */
  onEngineState(listener: (state: EngineState) => void): void
  /** From the menu and the command line: a page to show, a workspace to open. */
  onCommand(listener: (command: HostCommand) => void): void
}

export type EngineState =
  { readonly state: 'running' } | { readonly state: 'crashed'; readonly reason: string; readonly isRestarting: boolean }

export type HostCommand =
  | { readonly type: 'open-workspace'; readonly path: string }
  | { readonly type: 'choose-workspace' }
  | { readonly type: 'open-sample' }
  | { readonly type: 'show-shortcuts' }

declare global {
  interface Window {
    readonly slicewright?: PreloadBridge
  }
}
