import { basename, resolve } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import type { Workspace } from '../../io/workspace/Workspace'
import { isPathAllowed } from '../files/allowedPaths'
import { implementer, type EngineContext } from '../implementer'
import { openSample } from './openSample'
import { RecentWorkspaces } from './RecentWorkspaces'

/** One list for each user folder, so that two changes at a time are made one after the other. */
const lists = new Map<string, RecentWorkspaces>()

export const workspacesHandlers = {
  recent: implementer.workspaces.recent.handler(async ({ context }) => {
    const { roots } = context.surroundings
    const known = (await recentOf(context)?.list()) ?? []
    const isAllowed = await Promise.all(known.map(({ path }) => isPathAllowed({ path, roots })))
    return known.filter((_, index) => isAllowed[index])
  }),

  forget: implementer.workspaces.forget.handler(async ({ context, input }) => {
    await recentOf(context)?.forget(resolve(input.path))
    return {}
  }),

  open: implementer.workspaces.open.handler(async ({ context, input }) => {
    const path = resolve(input.path)
    const { caseCount, reason } = await look({ context, path, create: input.create })
    await recentOf(context)?.remember(path, new Date())
    return { path, name: basename(path), caseCount, isReadOnly: reason !== null, reason }
  }),

  openSample: implementer.workspaces.openSample.handler(({ context }) => {
    const { userFolder } = context.surroundings
    if (userFolder === null)
      throw new SlicewrightError(
        'BAD_REQUEST',
        'This program was started without a folder of its own, so there is no place for the sample’s workspace. Import resources/sample instead.',
      )
    const { workspaces } = context
    const jobId = context.jobs.start('workspaces.openSample', 'Open the sample', (job) =>
      openSample({ userFolder, workspaces, context: job }),
    )
    return { jobId }
  }),
}

function recentOf({ surroundings: { userFolder } }: EngineContext): RecentWorkspaces | null {
  if (userFolder === null) return null
  const known = lists.get(userFolder) ?? new RecentWorkspaces(userFolder)
  lists.set(userFolder, known)
  return known
}

/** Opens it for writing, which also repairs what a crash left; where that cannot be, for reading, with the reason. */
async function look({ context, path, create }: { context: EngineContext; path: string; create: boolean }) {
  const count = (workspace: Workspace) => workspace.cases().length
  try {
    return { caseCount: await context.workspaces.use({ path, mode: 'write', create }, count), reason: null }
  } catch (error) {
    const isInTheWay =
      error instanceof SlicewrightError && (error.code === 'WORKSPACE_LOCKED' || error.code === 'WORKSPACE_READ_ONLY')
    if (!isInTheWay) throw error
    return { caseCount: await context.workspaces.use({ path, mode: 'read' }, count), reason: error.message }
  }
}
