import type { BrowserWindowConstructorOptions, BrowserWindow, Screen, Session, WebContents } from 'electron'
import { denyPopups } from './adapters/denyPopups'
import { APP_ORIGIN } from './answerAppUrl'
import { keepWindowPlace, MINIMUM_SIZE, placeWindow, readWindowPlace } from './windowPlace'

/** Opens the window where it was last; the page has no Node and sees nothing but its preload script's bridge. */
export function openWindow(options: {
  BrowserWindow: new (options: BrowserWindowConstructorOptions) => BrowserWindow
  screen: Screen
  preload: string
  icon: string
  /** Where the window's place is kept. */
  placeFile: string
}): BrowserWindow {
  const { screen, preload, icon, placeFile } = options
  const displays = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()]
  const place = placeWindow(
    readWindowPlace(placeFile),
    displays.map(({ workArea }) => workArea),
  )
  const window = new options.BrowserWindow({
    ...place.bounds,
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    show: false,
    title: 'Slicewright',
    icon,
    backgroundColor: '#12161c',
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
  })
  window.once('ready-to-show', () => {
    if (place.isMaximized) window.maximize()
    window.show()
  })
  window.on(
    'close',
    () => void keepWindowPlace(placeFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }),
  )
  return window
}

/** Keeps a page where it belongs: no other pages, no windows, no embedded pages. */
export function keepAtHome(contents: WebContents): void {
  denyPopups(contents)
  contents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault()
  })
  contents.on('will-redirect', (event, url) => {
    if (!url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Camera, microphone, notifications, location and all the rest: the program needs none. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_, __, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
}
