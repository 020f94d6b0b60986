import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readError } from '../files/fileErrors'

const NIFTI_ENDING = /\.nii(?:\.gz)?$/i

export interface NiftiFile {
  readonly path: string
  /** The file's name without .nii or .nii.gz. */
  readonly stem: string
}

export interface FolderContents {
  readonly niftiFiles: readonly NiftiFile[]
  readonly folders: readonly string[]
  /** Names of all other files. */
  readonly otherFiles: readonly string[]
}

/**
 * What a folder holds, in the order of the names. Hidden files are no data: macOS leaves `._case.nii.gz` in archives, and
 * they look like NIfTI by name only.
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function readFolder(folder: string): Promise<FolderContents> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw readError(error, folder)
  })
  const visible = entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1))
  const folders = visible.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const files = visible.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name)
  return {
    niftiFiles: files
      .filter((name) => NIFTI_ENDING.test(name))
      .map((name) => ({ path: join(folder, name), stem: niftiStemOf(name) })),
    folders,
    otherFiles: files.filter((name) => !NIFTI_ENDING.test(name)),
  }
}

export function niftiStemOf(name: string): string {
  return name.replace(NIFTI_ENDING, '')
}

/** `.nii` or `.nii.gz`, as the name ends. */
export function niftiEndingOf(name: string): string {
  return NIFTI_ENDING.exec(name)?.[0].toLowerCase() ?? '.nii.gz'
}
