// Electron's main process: window, menu, dialogs, the app's own protocol, and the way between the window and the engine.
import { join } from 'node:path'
import * as electron from 'electron'
import type { EngineState, HostCommand } from '../../contract/host'
import { CHANNELS } from '../preload/channels'
import { userFolder } from '../userFolder'
import { serveAppProtocol } from './adapters/serveAppProtocol'
import { startEngineProcess } from './adapters/startEngineProcess'
import { answerAppUrl, APP_ORIGIN, APP_SCHEME } from './answerAppUrl'
import { answerDialogs } from './answerDialogs'
import { BulkRelay } from './BulkRelay'
import { commandOf } from './commandOf'
import type { FromEngine } from './engineMessages'
import { EngineSupervisor } from './EngineSupervisor'
import { menuTemplate } from './menuTemplate'
import { denyPermissions, keepAtHome, openWindow } from './openWindow'
import { PortRelay } from './PortRelay'

const { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, protocol, screen, session } = electron

// Built files lie in out/main, out/preload and out/renderer.
const folder = import.meta.dirname
const ownArgCount = app.isPackaged ? 1 : 2

let window: electron.BrowserWindow | null = null
let isWindowListening = false
let isEngineStopped = false
const waitingCommands: HostCommand[] = []

const engine = new EngineSupervisor({
  start: (events) =>
    startEngineProcess({
      entry: join(folder, 'engine.js'),
      args: ['--user-folder', userFolder()],
      utilityProcess: electron.utilityProcess,
      nodePath: process.env['SLICEWRIGHT_ENGINE_NODE'] ?? null,
      ...events,
    }),
  onMessage: receive,
  onState: engineChanged,
})
const ports = new PortRelay((message) => void engine.post(message))
const bulk = new BulkRelay((message) => engine.post(message))

// WebGL 2 is there even where no graphics driver is.
app.commandLine.appendSwitch('enable-unsafe-swiftshader')
// With --no-sandbox (as root, in containers) enabling it ends every child process at once.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
])

if (app.requestSingleInstanceLock()) run()
else app.quit()

function run(): void {
  app.on('second-instance', (_, args, workingFolder) => {
    command(commandOf({ args, ownArgCount, workingFolder }))
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    command({ type: 'open-workspace', path })
  })
  app.on('web-contents-created', (_, contents) => keepAtHome(contents))
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (isEngineStopped) return
    event.preventDefault()
    void engine.stop().then(() => {
      isEngineStopped = true
      app.quit()
    })
  })
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      app.exit(1)
    })
}

function start(): void {
  command(commandOf({ args: process.argv, ownArgCount, workingFolder: process.cwd() }))
  serveAppProtocol(protocol, APP_SCHEME, answerAppUrl({ rendererFolder: join(folder, '../renderer'), bulk }))
  denyPermissions(session.defaultSession)
  showMenu([])
  answerDialogs({ ipcMain, dialog, window: () => window })
  ipcMain.on(CHANNELS.connectEngine, (event) => connect(event.sender))
  engine.ensureStarted()
  window = openWindow({
    BrowserWindow,
    screen,
    preload: join(folder, '../preload/index.cjs'),
    icon: join(folder, '../../resources/icons/icon.png'),
    placeFile: join(app.getPath('userData'), 'window.json'),
  })
  window.on('closed', () => (window = null))
  followPages(window.webContents)
  window.webContents.on('render-process-gone', leave)
  // A reload during the first load makes this fail, and is no failure; what else can go wrong shows as an empty window.
  window.loadURL(`${APP_ORIGIN}/index.html`).catch(() => undefined)
}

/**
 * The port of an earlier page does not tell that it has ended. What has only begun is no new page yet: it may be denied, or become a
 * download. And a new page may have asked for the engine before its arrival is told.
 */
function followPages(contents: electron.WebContents): void {
  let connectionBefore = 0
  contents.on('did-start-navigation', (_, __, isSameDocument, isMainFrame) => {
    if (isMainFrame && !isSameDocument) connectionBefore = ports.connection
  })
  contents.on('did-navigate', () => {
    if (ports.connection === connectionBefore) leave()
  })
}

/** A new page asks for the engine. */
function connect(sender: electron.WebContents): void {
  if (window === null || sender !== window.webContents) return
  engine.ensureStarted()
  isWindowListening = true
  if (engine.state.state === 'running') {
    const { port1, port2 } = new MessageChannelMain()
    ports.connect(port1)
    window.webContents.postMessage(CHANNELS.enginePort, null, [port2])
    // There is nothing to connect to; the page asks again when it hears that the engine is back.
  } else tellState(engine.state)
  for (const each of waitingCommands.splice(0)) command(each)
}

function leave(): void {
  isWindowListening = false
  ports.drop()
}

function receive(message: FromEngine): void {
  if (message.type === 'port') ports.deliver(message)
  else if (message.type === 'recentWorkspaces') showMenu(message.paths)
  else bulk.deliver(message)
}

function engineChanged(state: EngineState): void {
  if (state.state === 'crashed') {
    ports.drop()
    bulk.refuseAll()
  }
  tellState(state)
}

function tellState(state: EngineState): void {
  if (isWindowListening) window?.webContents.send(CHANNELS.engineState, state)
}

function command(given: HostCommand | null): void {
  if (given === null) return
  if (isWindowListening) window?.webContents.send(CHANNELS.command, given)
  else waitingCommands.push(given)
}

function showMenu(recentPaths: readonly string[]): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ isMac: process.platform === 'darwin', recentPaths, send: command })),
  )
}
