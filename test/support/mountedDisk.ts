import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporaryFolder'

/** A small disk of its own (Linux, root); null where mounting is not permitted, and the test skips with a message. */
export function mountedDisk(sizeKibibytes: number): { path: string; makeReadOnly(): void } | null {
  const path = join(temporaryFolder(), 'disk')
  mkdirSync(path)
  const mount = (...args: string[]) => spawnSync('mount', args, { stdio: 'ignore' }).status === 0
  if (process.platform !== 'linux' || !mount('-t', 'tmpfs', '-o', `size=${sizeKibibytes}k`, 'tmpfs', path)) return null
  onTestFinished(() => void spawnSync('umount', ['-l', path], { stdio: 'ignore' }))
  return {
    path,
    makeReadOnly: () => {
      if (!mount('-o', 'remount,ro', path)) throw new Error(`${path} is still in use and cannot be made read-only.`)
    },
  }
}
