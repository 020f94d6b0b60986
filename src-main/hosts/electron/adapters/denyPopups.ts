/** The part of Electron's `webContents` that is used: the handler where it exists, else the event of older ones. */
export interface PopupSource {
  readonly setWindowOpenHandler?: (handler: () => { action: 'deny' }) => void
  on(event: string, listener: (event: { preventDefault(): void }) => void): unknown
}

/** Adapter 3 of 3: nothing in the page opens a window. */
export function denyPopups(contents: PopupSource): void {
  if (contents.setWindowOpenHandler !== undefined) contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  else contents.on('new-window', (event) => event.preventDefault())
}
