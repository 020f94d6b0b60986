import { resolve } from 'node:path'
import { foldJob, isFinished, type Job } from '../../contract/jobs'
import { EXIT_CODE_BY_ERROR, type WireError } from '../../contract/errors'
import { createEngine, type EngineClient } from '../../engine/createEngine'
import { wireErrorOf } from '../../engine/jobs/wireErrorOf'
import { ProgressLine } from './ProgressLine'

export interface GlobalOptions {
  readonly json?: boolean
  readonly debug?: boolean
}

/** What a command works with. */
export interface CommandSession {
  readonly client: EngineClient
  readonly options: GlobalOptions
  /** Absolute path of what the user typed, seen from where the user stands (npm changes the folder: INIT_CWD). */
  path(typed: string): string
  /** Follows a job to its end, showing progress; Ctrl-C cancels it. Returns the job's result. */
  follow(started: { jobId: string }): Promise<unknown>
}

/** Runs one command: one JSON object or readable text on stdout, everything else on stderr, and an exit code. */
export async function runCommand<Result>(
  options: GlobalOptions,
  work: (session: CommandSession) => Promise<Result>,
  describe: (result: Result) => string,
  exitCodeOf: (result: Result) => number = () => 0,
): Promise<void> {
  const engine = createEngine()
  const interrupted = new AbortController()
  const onSignal = () => interrupted.abort()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
  const session: CommandSession = {
    client: engine.client,
    options,
    path: (typed) => resolve(process.env['INIT_CWD'] ?? process.cwd(), typed),
    follow: ({ jobId }) => follow(engine.client, jobId, interrupted.signal, options),
  }
  let exitCode: number
  try {
    const result = await work(session)
    process.stdout.write(options.json ? `${toJson(result)}\n` : `${describe(result)}\n`)
    exitCode = exitCodeOf(result)
  } catch (error) {
    exitCode = reportError(error, options)
  }
  await engine.close()
  await flushed()
  process.exit(exitCode)
}

/** One JSON object on stdout with --json, a sentence on stderr otherwise; a stack only with --debug. Returns the exit code. */
export function reportError(error: unknown, options: GlobalOptions): number {
  const wire = error instanceof WireFailure ? error.wire : wireErrorOf(error)
  if (options.json) process.stdout.write(`${toJson({ error: wire })}\n`)
  else process.stderr.write(`slicewright: ${wire.message} [${wire.code}]\n`)
  if (options.debug && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`)
  return EXIT_CODE_BY_ERROR[wire.code]
}

/** An error that is already in wire form. */
export class WireFailure extends Error {
  readonly wire: WireError

  constructor(wire: WireError) {
    super(wire.message)
    this.wire = wire
  }
}

async function follow(
  client: EngineClient,
  jobId: string,
  signal: AbortSignal,
  options: GlobalOptions,
): Promise<unknown> {
  const line = new ProgressLine(process.stderr)
  const cancel = () => void client.jobs.cancel({ jobId })
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel)
  let job: Job | null = null
  try {
    for await (const event of await client.jobs.watch({ jobId })) {
      job = foldJob(job, event)
      if (event.type === 'snapshot') job.messages.forEach((message) => line.note(message))
      if (event.type === 'noted') event.messages.forEach((message) => line.note(message))
      if (job.progress !== null && !isFinished(job.state)) line.show(job.progress)
    }
  } finally {
    line.end()
    signal.removeEventListener('abort', cancel)
  }
  if (job?.state === 'done') return job.result
  throw new WireFailure(
    job?.error ?? { code: 'INTERNAL', message: `Job ${jobId} ended without a result.`, details: { ...options } },
  )
}

/** Undefined and infinite numbers become null. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' && !Number.isFinite(each) ? null : each))
}

function flushed(): Promise<unknown> {
  return Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', () => resolve(null)))),
  )
}
