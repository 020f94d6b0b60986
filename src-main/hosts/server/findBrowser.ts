import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

export interface Browser {
  readonly path: string
  /** A folder this browser may keep a profile in; null: any. Ubuntu's Chromium (a snap) sees no hidden folders. */
  readonly profileHome: string | null
}

const LINUX_NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge']
const MAC_PATHS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)
const WINDOWS_PATHS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']

/** An installed browser that can open a page as a window of its own; null where there is none, or no screen to show it on. */
export function findBrowser(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): Browser | null {
  if (platform === 'linux' && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) return null
  const path = candidates(environment, platform).find((each) => existsSync(each))
  if (path === undefined) return null
  const isSnap = path.startsWith('/snap/') || realpathSync(path).endsWith('/snap')
  return { path, profileHome: isSnap ? join(homedir(), 'snap', 'chromium', 'common') : null }
}

function candidates(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): readonly string[] {
  if (platform === 'darwin') return MAC_PATHS
  if (platform === 'win32') {
    const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => environment[name] ?? [])
    return WINDOWS_PATHS.flatMap((path) => folders.map((folder) => join(folder, path)))
  }
  const folders = ['/snap/bin', ...(environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')]
  return LINUX_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
}
