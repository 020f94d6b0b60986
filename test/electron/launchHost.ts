import { spawn, type ChildProcess } from 'node:child_process'
import { _electron, type ElectronApplication, type Page } from 'playwright-core-old'
import { environmentWithoutNpm } from '../support/runCli'
import { processTree, stillRunning, type ProcessEntry } from './processes'

export interface HostOptions {
  readonly executable: string
  /** The built host. */
  readonly folder: string
  readonly display: string
  /** A folder that stands for the user's home: nothing of the real one is touched. */
  readonly home: string
  readonly isOld: boolean
  readonly args?: readonly string[]
}

/** The program with its window, driven by Playwright. */
export interface HostWindow {
  readonly app: ElectronApplication
  readonly page: Page
  readonly process: ChildProcess
  /** Uncaught errors and console errors of the page. */
  readonly troubles: string[]
  enginePid(): number
  processes(): ProcessEntry[]
  /** Resolves to the exit code. */
  readonly exited: Promise<number | null>
}

export async function launchHost(options: HostOptions): Promise<HostWindow> {
  const app = await _electron.launch({
    executablePath: options.executable,
    args: [...switches(), options.folder, ...(options.args ?? [])],
    env: environment(options),
    timeout: 30_000,
  })
  const child = app.process()
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const page = await app.firstWindow()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  await page.locator('[data-test=engine]').waitFor({ timeout: 30_000 })
  const processes = () => (child.pid === undefined ? [] : processTree(child.pid))
  const enginePid = () => {
    const engine = processes().find(({ command }) => command.includes('engine.js'))
    if (engine === undefined) throw new Error('No engine process was found below the host.')
    return engine.pid
  }
  return { app, page, process: child, troubles, processes, enginePid, exited }
}

/** The program without a driver: what a driver disturbs is tested so. */
export function startHost(options: HostOptions): ChildProcess {
  return spawn(options.executable, [...switches(), options.folder, ...(options.args ?? [])], {
    env: environment(options),
    stdio: 'ignore',
  })
}

/** Waits until none of `entries` is left; returns those that are after five seconds. */
export async function leftBehind(entries: readonly ProcessEntry[]): Promise<ProcessEntry[]> {
  for (let attempt = 0; attempt < 50 && stillRunning(entries).length > 0; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 100))
  return stillRunning(entries)
}

/** Chromium's own sandbox refuses to run as root, which containers are. */
function switches(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

function environment({ display, home, isOld }: HostOptions): Record<string, string> {
  const own = {
    DISPLAY: display,
    HOME: home,
    XDG_CONFIG_HOME: `${home}/config`,
    XDG_DATA_HOME: `${home}/data`,
    SLICEWRIGHT_USER_FOLDER: `${home}/slicewright`,
    // Electron 9 brings Node 12; the engine needs 24.
    ...(isOld ? { SLICEWRIGHT_ENGINE_NODE: process.execPath } : {}),
  }
  return Object.fromEntries(
    Object.entries(environmentWithoutNpm(own)).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
