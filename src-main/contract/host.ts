/** How the engine's process is doing, as a window is told. */
export type EngineState =
  { readonly state: 'running' } | { readonly state: 'crashed'; readonly reason: string; readonly isRestarting: boolean }

/** From the menu and the command line: what the window is asked to do. */
export type HostCommand =
  | { readonly type: 'open-workspace'; readonly path: string }
  | { readonly type: 'choose-workspace' }
  | { readonly type: 'open-sample' }
  | { readonly type: 'show-shortcuts' }

/** The native dialogs of a desktop; null where the user cancelled. */
export interface FileDialogs {
  chooseFolder(options: { title: string }): Promise<string | null>
  chooseFiles(options: { title: string; extensions: string[] }): Promise<string[] | null>
  chooseSavePath(options: { title: string; suggestedName: string; extensions: string[] }): Promise<string | null>
}

/**
 * What Electron's preload script puts on `window.slicewright`. It never grows with features: those are methods of the contract.
 * (`DroppedFile` is the DOM's `File`, which this room does not know.)
 */
export interface PreloadBridge<DroppedFile> extends FileDialogs {
  /** Asks for a port to the engine; it arrives as a `message` event `{ type: 'engine-port' }` on the window with the port in `ports`. */
  connectEngine(): void
  /** Absolute path of a file or folder that was dropped on the window. */
  pathOf(file: DroppedFile): string
  /** The engine process ended or came back. */
  onEngineState(listener: (state: EngineState) => void): void
  onCommand(listener: (command: HostCommand) => void): void
}
