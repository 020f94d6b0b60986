import { resolve } from 'node:path'
import type { ImportPreview } from '../../contract/workspace'
import { implementer } from '../implementer'
import { listSource } from './listSource'

export const previewHandlers = {
  preview: implementer.studies.preview.handler(({ context, input }) => {
    const path = resolve(input.folder)
    const jobId = context.jobs.start('studies.preview', `Look at ${path}`, async (job): Promise<ImportPreview> => {
      const listing = await listSource({
        path,
        roots: context.surroundings.roots,
        job,
        options: {
          channel: input.channel ?? null,
          isUnlabelledAllowed: input.allowUnlabelled,
          imageSuffix: input.imageSuffix ?? null,
          labelSuffix: input.labelSuffix ?? null,
        },
      })
      return {
        dataset: listing.name,
        layout: listing.layout,
        classNames: { ...listing.classNames },
        cases: listing.cases.map(({ caseId, imagePath, imageFiles, labelPath }) => ({
          caseId,
          image: imagePath,
          fileCount: imageFiles?.length ?? 1,
          label: labelPath,
        })),
        problems: listing.problems.map(({ path: at, code, message }) => ({ path: at, code, message })),
        notes: [...listing.notes],
      }
    })
    return { jobId }
  }),
}
