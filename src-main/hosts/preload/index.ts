import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { EngineState, HostCommand, PreloadBridge } from '../../contract/host'
import { CHANNELS } from './channels'

/** The page's, as far as it is needed: the main process's types know no DOM. */
declare const window: {
  readonly location: { readonly origin: string }
  postMessage(message: unknown, origin: string, ports: readonly unknown[]): void
}

const bridge: PreloadBridge<File> = {
  connectEngine: () => ipcRenderer.send(CHANNELS.connectEngine),
  chooseFolder: (options) => ipcRenderer.invoke(CHANNELS.chooseFolder, options),
  chooseFiles: (options) => ipcRenderer.invoke(CHANNELS.chooseFiles, options),
  chooseSavePath: (options) => ipcRenderer.invoke(CHANNELS.chooseSavePath, options),
  pathOf: (file) => webUtils.getPathForFile(file),
  onEngineState: (listener) => {
    ipcRenderer.on(CHANNELS.engineState, (_, state: EngineState) => listener(state))
  },
  onCommand: (listener) => {
    ipcRenderer.on(CHANNELS.command, (_, command: HostCommand) => listener(command))
  },
}

contextBridge.exposeInMainWorld('slicewright', bridge)

// A port cannot cross the context bridge; posted to the page's own window it can.
ipcRenderer.on(CHANNELS.enginePort, (event) => {
  window.postMessage({ type: 'engine-port' }, window.location.origin, event.ports)
})
