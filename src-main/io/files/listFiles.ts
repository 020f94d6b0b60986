import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readError } from './fileErrors'

/**
 * Every file below a folder, sorted by path. Hidden files and folders are left out; links to files are followed, links to folders
 * are not, because they may lead in circles. A link that leads nowhere is listed.
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function listFiles(folder: string): Promise<string[]> {
  const files: string[] = []
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw readError(error, folder)
  })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) files.push(...(await listFiles(path)))
    else if (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(path)))) files.push(path)
  }
  return files
}

/** @returns false where there is nothing */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
}

/** @returns false where there is nothing */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  )
}
