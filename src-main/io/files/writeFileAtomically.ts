import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeError } from './fileErrors'

/**
 * Writes a file so that `path` holds either what it held or all of `data`, whatever happens in between: to a temporary file in
 * the same folder, flushed to the disk, then renamed.
 * @throws SlicewrightError DISK_FULL or WRITE_FAILED; `path` is then as it was and the temporary file is gone
 */
export async function writeFileAtomically({ path, data }: { path: string; data: Uint8Array | string }): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(data)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw writeError(error, path)
  }
}

/** Makes the rename itself durable. Windows has no such call, and some network file systems refuse it. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    await folder.sync().finally(() => folder.close())
  } catch {
    return
  }
}
