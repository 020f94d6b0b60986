import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { SlicewrightError } from '../../domain/errors'

/**
 * The one place where a host's roots are enforced: each path must lie below one of them, wherever its symbolic links lead. Files
 * that do not exist yet count as lying in the folder they would be made in.
 * @param roots absolute paths
 * @throws SlicewrightError PATH_NOT_ALLOWED for the first path that does not
 */
export async function assertPathsAllowed({
  paths,
  roots,
}: {
  paths: readonly string[]
  roots: readonly string[]
}): Promise<void> {
  if (paths.length === 0) return
  const realRoots = await realPathsOf(roots)
  for (const path of paths)
    if (!(await isBelow(path, realRoots)))
      throw new SlicewrightError(
        'PATH_NOT_ALLOWED',
        `${path} is not below a folder that this server was started for (${roots.join(', ')}). Choose a path below one of them, or start the server with another --root.`,
        { details: { path, roots } },
      )
}

/** As `assertPathsAllowed`, for one path, as an answer. `roots` null allows all. */
export async function isPathAllowed({
  path,
  roots,
}: {
  path: string
  roots: readonly string[] | null
}): Promise<boolean> {
  return roots === null || isBelow(path, await realPathsOf(roots))
}

async function realPathsOf(roots: readonly string[]): Promise<string[]> {
  const found = await Promise.all(roots.map((root) => realPathOf(root)))
  return found.filter((root) => root !== null)
}

async function isBelow(path: string, realRoots: readonly string[]): Promise<boolean> {
  // ".." means one thing in the text of a path and another beyond a link; nobody needs it here.
  if (!isAbsolute(path) || path.includes('\0') || path.split(/[\\/]/).includes('..')) return false
  const real = await realPathOf(path)
  return real !== null && realRoots.some((root) => isWithin(root, real))
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Where a path leads once all links are followed; null where that cannot be said: links to nowhere or in circles, closed folders. */
async function realPathOf(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
    const parent = dirname(path)
    if (!isMissing || parent === path || (await isThere(path))) return null
    const realParent = await realPathOf(parent)
    return realParent === null ? null : join(realParent, basename(path))
  }
}

/** True for a link to nowhere too: writing through it would make a file where it points. */
function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
