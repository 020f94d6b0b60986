import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, parse, resolve } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import { systemCodeOf, writeError } from '../../io/files/fileErrors'
import { implementer, type EngineSurroundings } from '../implementer'
import { listFolder } from './listFolder'

export const filesHandlers = {
  roots: implementer.files.roots.handler(({ context }) => rootsToShow(context.surroundings)),

  list: implementer.files.list.handler(({ context, input }) =>
    listFolder({ path: input.path, roots: context.surroundings.roots }),
  ),

  makeFolder: implementer.files.makeFolder.handler(async ({ input }) => {
    const path = resolve(input.path)
    try {
      await mkdir(path)
    } catch (error) {
      if (systemCodeOf(error) !== 'EEXIST') throw writeError(error, path)
      throw new SlicewrightError('OUTPUT_EXISTS', `${path} is there already. Choose another name.`, {
        details: { path },
      })
    }
    return { path }
  }),
}

function rootsToShow({ roots, userFolder }: EngineSurroundings): { path: string; name: string }[] {
  if (roots === null) {
    const home = homedir()
    const top = parse(home).root
    return [
      { path: home, name: 'Home' },
      { path: top, name: top },
    ]
  }
  return roots.map((path) => ({
    path,
    name: path === userFolder ? 'Slicewright’s own folder' : basename(path) || path,
  }))
}
