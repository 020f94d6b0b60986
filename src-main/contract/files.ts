import { oc } from '@orpc/contract'
import { z } from 'zod'
import { methodErrors } from './errors'
import { pathSchema } from './paths'

const fileEntrySchema = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'file']),
  sizeBytes: z.number().nullable().describe('null for folders'),
  isWorkspace: z.boolean().describe('A folder that holds a workspace'),
})
export type FileEntry = z.infer<typeof fileEntrySchema>

/** For windows without native dialogs: what lies below the folders that the host was started for. */
export const files = {
  roots: oc.errors(methodErrors).output(z.array(z.object({ path: z.string(), name: z.string() }))),
  list: oc
    .errors(methodErrors)
    .input(z.object({ path: pathSchema('Absolute path of a folder') }))
    .output(
      z.object({
        path: z.string(),
        parent: z.string().nullable().describe('null at a root'),
        entries: z.array(fileEntrySchema).describe('Folders first, then files, by name; hidden ones left out'),
        isCut: z.boolean().describe('More entries than are listed'),
      }),
    ),
  makeFolder: oc
    .errors(methodErrors)
    .input(z.object({ path: pathSchema('Absolute path of a folder') }))
    .output(z.object({ path: z.string() })),
}
