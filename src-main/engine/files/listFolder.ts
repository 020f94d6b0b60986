import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { FileEntry } from '../../contract/files'
import { readError } from '../../io/files/fileErrors'
import { isWorkspaceFolder } from '../../io/workspace/Workspace'
import { isPathAllowed } from './allowedPaths'

/** More than this nobody looks through; DICOM folders have thousands. */
const MAX_ENTRIES = 2000

export interface FolderListing {
  readonly path: string
  readonly parent: string | null
  readonly entries: FileEntry[]
  readonly isCut: boolean
}

/**
 * What lies in a folder: folders first, then files, by name as people sort (2 before 10). Hidden entries, and links that lead nowhere or
 * out of `roots`, are left out.
 * @param roots folders that nothing may be listed outside of; null: none such
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function listFolder({
  path,
  roots,
}: {
  path: string
  roots: readonly string[] | null
}): Promise<FolderListing> {
  const folder = resolve(path)
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw readError(error, folder)
  })
  const visible = found.filter(({ name }) => !name.startsWith('.')).sort(byKindAndName)
  const entries: FileEntry[] = []
  for (const entry of visible.slice(0, MAX_ENTRIES)) {
    const described = await describe(entry, join(folder, entry.name), roots)
    if (described !== null) entries.push(described)
  }
  const parent = dirname(folder)
  const hasParent = parent !== folder && (await isPathAllowed({ path: parent, roots }))
  return { path: folder, parent: hasParent ? parent : null, entries, isCut: visible.length > MAX_ENTRIES }
}

async function describe(entry: Dirent, path: string, roots: readonly string[] | null): Promise<FileEntry | null> {
  if (entry.isSymbolicLink() && !(await isPathAllowed({ path, roots }))) return null
  const info = await stat(path).catch(() => null)
  if (info === null || (!info.isDirectory() && !info.isFile())) return null
  const isFolder = info.isDirectory()
  return {
    name: entry.name,
    path,
    kind: isFolder ? 'folder' : 'file',
    sizeBytes: isFolder ? null : info.size,
    isWorkspace: isFolder && isWorkspaceFolder(path),
  }
}

const names = new Intl.Collator('en', { numeric: true })

function byKindAndName(a: Dirent, b: Dirent): number {
  return Number(b.isDirectory()) - Number(a.isDirectory()) || names.compare(a.name, b.name)
}
