/** The channels between the window and Electron's main process. All there are. */
export const CHANNELS = {
  /** window → main: a port to the engine, please */
  connectEngine: 'connect-engine',
  /** main → window, with the port */
  enginePort: 'engine-port',
  /** main → window */
  engineState: 'engine-state',
  /** main → window */
  command: 'command',
  /** window → main, answered */
  chooseFolder: 'choose-folder',
  chooseFiles: 'choose-files',
  chooseSavePath: 'choose-save-path',
} as const
