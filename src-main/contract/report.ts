import { oc } from '@orpc/contract'
import { z } from 'zod'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'

const reportRequestSchema = z.object({
  workspacePath: z.string().describe('Absolute path of the workspace folder; it is only read, also while a grid runs'),
  outputPath: z
    .string()
    .describe('Absolute path of the folder to write; a report of ours is replaced, anything else refused'),
  experiment: z
    .string()
    .optional()
    .describe('Name of the experiment; left out, the only one of the workspace that has results'),
})
export type ReportRequest = z.infer<typeof reportRequestSchema>

/** What `report.write` ends with. */
export const reportResultSchema = z.object({
  output: z.string().describe('Absolute path of the folder'),
  experiment: z.string(),
  files: z.array(z.string()).describe('Everything written, relative to the folder'),
  figures: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        file: z.string().nullable().describe('Relative to the folder; null where the data do not make the figure'),
        reason: z.string().nullable().describe('What the data lack; null where the figure was drawn'),
      }),
    )
    .describe('Every figure there is'),
  finishedRunCount: z.int().describe('Runs in the report'),
  plannedRunCount: z.int().nullable().describe('Runs of the whole experiment; null where that is not known'),
  text: z.string().describe('The table of results and the recommendation as plain text'),
  summary: z.array(z.string()).describe('The recommendation in sentences, one or two a network'),
})
export type ReportResult = z.infer<typeof reportResultSchema>

export const report = {
  /** Writes the report of an experiment. The job's result is `reportResultSchema`. */
  write: oc.errors(methodErrors).input(reportRequestSchema).output(startedSchema),
}
