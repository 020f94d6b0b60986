import { randomUUID } from 'node:crypto'
import { copyFile, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeError } from './fileErrors'

/**
 * Copies a file of any size so that `to` is never half a copy: to a temporary file beside it, flushed, then renamed.
 * @throws SlicewrightError DISK_FULL or WRITE_FAILED; `to` is then as it was
 */
export async function copyFileAtomically({ from, to }: { from: string; to: string }): Promise<void> {
  const temporary = join(dirname(to), `.${basename(to)}.${randomUUID()}.tmp`)
  try {
    await copyFile(from, temporary)
    const file = await open(temporary, 'r+')
    await file.sync().finally(() => file.close())
    await rename(temporary, to)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw writeError(error, to)
  }
}
