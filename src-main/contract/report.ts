import { oc } from '@orpc/contract'
import { z } from 'zod'
import { methodErrors } from './errors'
import { startedSchema } from './jobs'
import { pathSchema, workspacePathSchema } from './paths'

const reportRequestSchema = z.object({
  workspacePath: pathSchema('Absolute path of the workspace folder; it is only read, also while a grid runs'),
  outputPath: pathSchema('Absolute path of the folder to write; a report of ours is replaced, anything else refused'),
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

const tableSchema = z.object({
  caption: z.string(),
  columns: z.array(z.object({ name: z.string(), isNumeric: z.boolean() })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
})

const filterSchema = z.object({
  models: z.array(z.string()).nullable().default(null).describe('null: all'),
  policies: z.array(z.string()).nullable().default(null),
  propagators: z.array(z.string()).nullable().default(null),
})

/** What the analysis page shows of an experiment. */
const analysisViewSchema = z.object({
  experiment: z.string(),
  /** The task: what was segmented in which data set. */
  dataset: z.string(),
  classNames: z.array(z.string()),
  finishedRunCount: z.int(),
  plannedRunCount: z.int().nullable(),
  /** How much of the grid this is, for example "8 of 17 runs are in these results; the rest: 9 queued." */
  progress: z.string(),
  /** What can be filtered by. */
  available: z.object({ models: z.array(z.string()), policies: z.array(z.string()), propagators: z.array(z.string()) }),
  figures: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      caption: z.string(),
      /** A FigureSpec (domain/figures); null where the data do not make the figure. */
      spec: z.unknown(),
      reason: z.string().nullable(),
      table: tableSchema.nullable().describe('The numbers behind the figure'),
    }),
  ),
  results: tableSchema,
  summary: z.array(z.string()).describe('The recommendation in sentences, one or two a network'),
  recommendations: z.array(z.string()).describe('One sentence a budget, with what is uncertain about it'),
  limitations: z.array(z.string()),
  methods: z
    .string()
    .describe('For a paper: paragraphs with an empty line between; of the whole experiment, unfiltered'),
})
export type AnalysisView = z.infer<typeof analysisViewSchema>
export type AnalysisTable = z.infer<typeof tableSchema>
export type AnalysisFilter = z.input<typeof filterSchema>

export const report = {
  /** Figures and recommendation of an experiment, also while it runs. */
  view: oc
    .errors(methodErrors)
    .input(z.object({ workspace: workspacePathSchema, experiment: z.string(), filter: filterSchema.prefault({}) }))
    .output(analysisViewSchema),
  /** Writes the report of an experiment. The job's result is `reportResultSchema`. */
  write: oc.errors(methodErrors).input(reportRequestSchema).output(startedSchema),
}
