import { oc } from '@orpc/contract'
import { z } from 'zod'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { workspacePathSchema } from './paths'

const recentWorkspaceSchema = z.object({
  path: z.string().describe('Absolute path of the folder'),
  name: z.string().describe('Last part of the path'),
  openedAt: z.iso.datetime(),
  isThere: z.boolean(),
})
export type RecentWorkspace = z.infer<typeof recentWorkspaceSchema>

const openedWorkspaceSchema = z.object({
  path: z.string(),
  name: z.string(),
  caseCount: z.int(),
  isReadOnly: z.boolean().describe('Another program holds it, or the disk cannot be written'),
  reason: z.string().nullable().describe('Why it is read-only'),
})

export const sampleOpenedSchema = z.object({ path: z.string().describe('The workspace with the bundled sample') })

export const workspaces = {
  recent: oc.errors(methodErrors).output(z.array(recentWorkspaceSchema)),
  forget: oc
    .errors(methodErrors)
    .input(z.object({ path: workspacePathSchema }))
    .output(z.object({})),
  /** Opens a workspace and remembers it; with `create`, makes one where there is none. */
  open: oc
    .errors(methodErrors)
    .input(z.object({ path: workspacePathSchema, create: z.boolean().default(false) }))
    .output(openedWorkspaceSchema),
  /** Makes (or finds) a workspace with the bundled sample. The job's result is `sampleOpenedSchema`. */
  openSample: oc.errors(methodErrors).output(startedSchema),
}
