import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { RUN_STATES } from '../domain/experiment/runStates'
import { methodErrors, wireErrorSchema } from './errors'

export const jobStateSchema = z.enum(RUN_STATES)
export type JobState = z.infer<typeof jobStateSchema>

/** `done` of `total` things called `unit`; `remainingMs` is null until the pace is known. */
const progressSchema = z.object({
  stage: z.string(),
  done: z.number(),
  total: z.number(),
  unit: z.string(),
  remainingMs: z.number().nullable(),
})
export type JobProgress = z.infer<typeof progressSchema>

/** One measured number, for curves: `series` names the curve. */
const measurementSchema = z.object({ series: z.string(), step: z.number(), value: z.number() })
export type Measurement = z.infer<typeof measurementSchema>

const jobSchema = z.object({
  jobId: z.string(),
  /** The method that started it, for example `training.train`. */
  kind: z.string(),
  title: z.string(),
  /** Folder of the workspace it works in; null for work on loose files. */
  workspace: z.string().nullable(),
  state: jobStateSchema,
  /** It keeps what it has done on disk, so that it can be paused, and resumed even after a crash. */
  isResumable: z.boolean(),
  progress: progressSchema.nullable(),
  /** Notes for the user, newest last. */
  messages: z.array(z.string()),
  error: wireErrorSchema.nullable(),
  /** The method's result, in the schema named beside the method in the contract; null until done. */
  result: z.unknown(),
})
export type Job = z.infer<typeof jobSchema>

/** A slice of a label layer that has just been computed: a window fetches it again. */
const producedSliceSchema = z.object({ caseId: z.string(), sliceIndex: z.number() })
export type ProducedSlice = z.infer<typeof producedSliceSchema>

const jobEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), job: jobSchema }),
  z.object({ type: z.literal('progressed'), progress: progressSchema }),
  z.object({ type: z.literal('measured'), measurements: z.array(measurementSchema) }),
  z.object({ type: z.literal('produced'), slices: z.array(producedSliceSchema) }),
  z.object({ type: z.literal('noted'), messages: z.array(z.string()) }),
  z.object({
    type: z.literal('stateChanged'),
    state: jobStateSchema,
    error: wireErrorSchema.nullable(),
    result: z.unknown(),
  }),
])
export type JobEvent = z.infer<typeof jobEventSchema>

/** Folds one event into what is known of a job. The first event of every stream is a snapshot. */
export function foldJob(job: Job | null, event: JobEvent): Job {
  if (event.type === 'snapshot') return event.job
  if (job === null) throw new Error(`A job stream began with "${event.type}" instead of a snapshot.`)
  switch (event.type) {
    case 'progressed':
      return { ...job, progress: event.progress }
    case 'measured':
    case 'produced':
      return job
    case 'noted':
      return { ...job, messages: [...job.messages, ...event.messages] }
    case 'stateChanged':
      return { ...job, state: event.state, error: event.error, result: event.result }
  }
}

const jobsEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), jobs: z.array(jobSchema) }),
  z.object({ type: z.literal('changed'), jobId: z.string(), event: jobEventSchema }),
  z.object({ type: z.literal('removed'), jobId: z.string() }),
])
export type JobsEvent = z.infer<typeof jobsEventSchema>

/** Folds one event of `jobs.watchAll` into the list, in the order the jobs were started. */
export function foldJobs(jobs: readonly Job[], event: JobsEvent): Job[] {
  if (event.type === 'snapshot') return event.jobs
  if (event.type === 'removed') return jobs.filter(({ jobId }) => jobId !== event.jobId)
  const known = jobs.find(({ jobId }) => jobId === event.jobId) ?? null
  const job = foldJob(known, event.event)
  return known === null ? [...jobs, job] : jobs.map((each) => (each === known ? job : each))
}

export function isFinished(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled' || state === 'interrupted'
}

/** What a method that takes long answers at once. */
export const startedSchema = z.object({ jobId: z.string() })

const jobId = z.object({ jobId: z.string() })

export const jobs = {
  list: oc.errors(methodErrors).output(z.array(jobSchema)),
  watch: oc.errors(methodErrors).input(jobId).output(eventIterator(jobEventSchema)),
  /** Every job, those that start later too: for windows, where all progress is always visible. */
  watchAll: oc.errors(methodErrors).output(eventIterator(jobsEventSchema)),
  cancel: oc.errors(methodErrors).input(jobId).output(z.object({})),
  /** Stops a resumable job where it stands; what it has done stays on disk. */
  pause: oc.errors(methodErrors).input(jobId).output(z.object({})),
  /** Goes on with a paused or interrupted job under the same id. */
  resume: oc.errors(methodErrors).input(jobId).output(z.object({})),
  /** Forgets a job that has ended. */
  dismiss: oc.errors(methodErrors).input(jobId).output(z.object({})),
}
