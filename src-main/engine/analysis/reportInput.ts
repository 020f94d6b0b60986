import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { provenanceSchema, type Provenance } from '../../domain/analysis/provenance'
import { SlicewrightError } from '../../domain/errors'
import { resultsSchema, type Results } from '../../domain/experiment/results'

/** An experiment's files as they lie on the disk, and what they say. */
export interface ReportInput {
  readonly results: Results
  readonly provenance: Provenance | null
  /** File name → bytes, to be copied as they are. */
  readonly copies: ReadonlyMap<string, Uint8Array>
}

/**
 * Reads an experiment without opening the workspace's database, so that a grid may run meanwhile.
 * @param experiment left out, the only experiment with results
 * @throws SlicewrightError WORKSPACE_NOT_FOUND, UNKNOWN_ID, BAD_REQUEST (several to choose from), FILE_NOT_FOUND (no run has finished), WORKSPACE_CORRUPT
 */
export async function readReportInput({
  workspacePath,
  experiment,
}: {
  workspacePath: string
  experiment?: string | undefined
}): Promise<ReportInput> {
  const folder = join(workspacePath, 'experiments', await chooseExperiment(workspacePath, experiment))
  const { json, csv } = await readConsistently(folder)
  const provenanceBytes = await readIfThere(join(folder, 'provenance.json'))
  const copies = new Map<string, Uint8Array>([['results.json', json.bytes]])
  if (csv !== null) copies.set('results.csv', csv)
  if (provenanceBytes !== null) copies.set('provenance.json', provenanceBytes)
  const provenance = provenanceBytes === null ? null : provenanceSchema.safeParse(parseJson(provenanceBytes))
  return { results: json.results, provenance: provenance?.data ?? null, copies }
}

async function chooseExperiment(workspacePath: string, wanted: string | undefined): Promise<string> {
  const folder = join(workspacePath, 'experiments')
  const isWorkspace = await exists(join(workspacePath, 'workspace.sqlite'))
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null)
  if (entries === null && !isWorkspace)
    throw new SlicewrightError(
      'WORKSPACE_NOT_FOUND',
      `${workspacePath} is not a workspace: it has neither workspace.sqlite nor an experiments folder. Name the folder that import and run were given.`,
      { details: { path: workspacePath } },
    )
  const known = (entries ?? [])
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
  if (wanted !== undefined && !known.includes(wanted))
    throw new SlicewrightError(
      'UNKNOWN_ID',
      `The workspace has no experiment "${wanted}". It has: ${known.join(', ') || 'none'}.`,
      { details: { family: 'experiment', found: wanted, allowed: known } },
    )
  const candidates = wanted === undefined ? known : [wanted]
  const hasResults = await Promise.all(candidates.map((name) => exists(join(folder, name, 'results.json'))))
  const ready = candidates.filter((_, at) => hasResults[at])
  if (ready.length === 1) return ready[0]
  if (ready.length === 0)
    throw new SlicewrightError(
      'FILE_NOT_FOUND',
      `No run of ${wanted === undefined ? 'an experiment in this workspace' : `experiment "${wanted}"`} has finished yet, so there is nothing to report. Start one with: slicewright run SPEC --workspace ${workspacePath}`,
      { details: { path: folder, experiments: known } },
    )
  throw new SlicewrightError(
    'BAD_REQUEST',
    `The workspace has results of ${ready.length} experiments: ${ready.join(', ')}. Choose one with --experiment.`,
    { details: { experiments: ready } },
  )
}

/** results.json is replaced before results.csv: where they disagree, a run has finished this moment and the other file follows. */
async function readConsistently(folder: string): Promise<{
  json: { bytes: Uint8Array; results: Results }
  csv: Uint8Array | null
}> {
  const path = join(folder, 'results.json')
  for (let attempt = 1; ; attempt++) {
    const bytes = await readFile(path)
    const csv = await readIfThere(join(folder, 'results.csv'))
    const parsed = resultsSchema.safeParse(parseJson(bytes))
    if (!parsed.success)
      throw new SlicewrightError(
        'WORKSPACE_CORRUPT',
        `${path} is not a results file of this version: ${parsed.error.issues[0]?.path.map(String).join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}. Run the experiment again: finished runs are kept and the file is written anew.`,
        { details: { path } },
      )
    const agrees = csv !== null && countLines(csv) === parsed.data.runs.length + 1
    if (agrees || attempt === 5) return { json: { bytes, results: parsed.data }, csv }
    await pause(50)
  }
}

function countLines(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if (byte === 0x0a) count++
  return count
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
