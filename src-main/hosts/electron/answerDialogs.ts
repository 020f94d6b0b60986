import type { BrowserWindow, Dialog, IpcMain, IpcMainInvokeEvent } from 'electron'
import { CHANNELS } from '../preload/channels'

/** Native dialogs for the window, and for nobody else. What the page sends is taken apart, not trusted. */
export function answerDialogs(options: { ipcMain: IpcMain; dialog: Dialog; window: () => BrowserWindow | null }): void {
  const { ipcMain, dialog, window } = options
  const answer = <Answer>(channel: string, ask: (parent: BrowserWindow, wish: Wish) => Promise<Answer>) =>
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, wish: unknown) => {
      const parent = window()
      return parent === null || event.sender !== parent.webContents ? null : ask(parent, wishOf(wish))
    })

  answer(CHANNELS.chooseFolder, async (parent, { title }) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(parent, {
      title,
      properties: ['openDirectory', 'createDirectory'],
    })
    return canceled ? null : (filePaths[0] ?? null)
  })
  answer(CHANNELS.chooseFiles, async (parent, { title, extensions }) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(parent, {
      title,
      properties: ['openFile', 'multiSelections'],
      filters: filtersOf(title, extensions),
    })
    return canceled ? null : filePaths
  })
  answer(CHANNELS.chooseSavePath, async (parent, { title, suggestedName, extensions }) => {
    const { canceled, filePath } = await dialog.showSaveDialog(parent, {
      title,
      defaultPath: suggestedName,
      filters: filtersOf(title, extensions),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    })
    return canceled ? null : (filePath ?? null)
  })
}

interface Wish {
  readonly title: string
  readonly suggestedName: string
  readonly extensions: readonly string[]
}

function wishOf(value: unknown): Wish {
  const given: Partial<Record<keyof Wish, unknown>> = typeof value === 'object' && value !== null ? value : {}
  const textOf = (text: unknown) => (typeof text === 'string' ? text : '')
  return {
    title: textOf(given.title),
    suggestedName: textOf(given.suggestedName),
    extensions: Array.isArray(given.extensions) ? given.extensions.map(textOf).filter((each) => each !== '') : [],
  }
}

/** Electron wants extensions without their dot, and knows only what stands behind the last one: `nii.gz` is `gz`. */
function filtersOf(name: string, extensions: readonly string[]) {
  const known = extensions.map((each) => each.replace(/^.*\./, ''))
  return known.length === 0
    ? []
    : [
        { name, extensions: [...new Set(known)] },
        { name: 'All files', extensions: ['*'] },
      ]
}
