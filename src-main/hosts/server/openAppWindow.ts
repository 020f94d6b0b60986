import { spawn } from 'node:child_process'
import { lstatSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from './findBrowser'

export interface AppWindow {
  /** Resolves when the user has closed it; rejects where the browser did not start. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

/**
 * Opens a page in a browser window of its own, with a profile of its own: nothing of the user's browser is touched, and the process ends
 * with the window.
 * @param link works once, so that others on the machine who see it among the processes come too late
 */
export function openAppWindow({
  browser,
  link,
  userFolder,
}: {
  browser: Browser
  link: string
  userFolder: string
}): AppWindow {
  const profile = freeProfile(browser.profileHome ?? userFolder)
  mkdirSync(profile.path, { recursive: true })
  const options = [
    `--app=${link}`,
    `--user-data-dir=${profile.path}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
    '--window-size=1440,900',
  ]
  // Chromium refuses to run as root with its sandbox. That is so in containers only; users keep the sandbox.
  if (process.getuid?.() === 0) options.push('--no-sandbox')
  const child = spawn(browser.path, options, { stdio: 'ignore' })
  const closed = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => resolve())
  }).finally(() => {
    if (profile.isTemporary) rmSync(profile.path, { recursive: true, force: true, maxRetries: 5 })
  })
  return {
    closed,
    close: async () => {
      child.kill()
      await closed.catch(() => undefined)
    },
  }
}

/** A second server gets a profile of its own: a browser that finds its profile in use hands the page over and ends. */
function freeProfile(home: string): { path: string; isTemporary: boolean } {
  const path = join(home, 'slicewright-window')
  const isInUse = lstatSync(join(path, 'SingletonLock'), { throwIfNoEntry: false }) !== undefined
  return isInUse ? { path: `${path}-${process.pid}`, isTemporary: true } : { path, isTemporary: false }
}
