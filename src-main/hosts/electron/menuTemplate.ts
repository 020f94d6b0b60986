import { basename } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import type { HostCommand } from '../../contract/host'

/** The menu; everything in it that is not the system's is a command to the window. */
export function menuTemplate(options: {
  isMac: boolean
  recentPaths: readonly string[]
  send(command: HostCommand): void
}): MenuItemConstructorOptions[] {
  const { isMac, recentPaths, send } = options
  const recent: MenuItemConstructorOptions[] = recentPaths.map((path) => ({
    label: `${menuText(basename(path))}  (${menuText(path)})`,
    click: () => send({ type: 'open-workspace', path }),
  }))
  const appMenu: MenuItemConstructorOptions[] = isMac ? [{ role: 'appMenu' }] : []
  return [
    ...appMenu,
    {
      label: '&File',
      submenu: [
        { label: 'Open workspace…', accelerator: 'CmdOrCtrl+O', click: () => send({ type: 'choose-workspace' }) },
        {
          label: 'Open recent',
          enabled: recent.length > 0,
          submenu: recent,
        },
        { label: 'Open sample', click: () => send({ type: 'open-sample' }) },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu', label: '&Edit' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'reload' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu', label: '&Window' },
    {
      role: 'help',
      label: '&Help',
      submenu: [{ label: 'Keyboard shortcuts', click: () => send({ type: 'show-shortcuts' }) }],
    },
  ]
}

/** An ampersand in a label would mark a key. */
function menuText(text: string): string {
  return text.replace(/&/g, '&&')
}
