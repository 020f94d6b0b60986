import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { State } from '../../compute/backends/Backend'
import { SlicewrightError } from '../../domain/errors'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'
import { decodeSafetensors, encodeSafetensors } from '../../io/files/safetensors'

const positionSchema = z.object({
  /** Steps done. Batches and augmentation follow from the seed and this, so it is the random state and the batch position too. */
  step: z.number().int().min(0),
  /** The last step at which the validation cases were looked at. */
  validatedStep: z.number().int().nullable(),
  best: z.object({ step: z.number().int(), value: z.number() }).nullable(),
})

/** All that a training needs to go on as if it had never stopped. */
export interface Checkpoint extends z.infer<typeof positionSchema> {
  /** Weights and optimiser state. */
  readonly state: State
  /** The weights that were best on the validation cases. */
  readonly bestWeights: State
}

const STATE = 'now:'
const BEST = 'best:'

function checkpointPath(runFolder: string): string {
  return join(runFolder, 'checkpoints', 'latest.safetensors')
}

/**
 * One file, one rename: a process that dies leaves the last checkpoint or the one before.
 *
 * @throws SlicewrightError DISK_FULL, WRITE_FAILED
 */
export async function writeCheckpoint(runFolder: string, checkpoint: Checkpoint): Promise<void> {
  const { state, bestWeights, ...position } = checkpoint
  const arrays = { ...prefixed(state, STATE), ...prefixed(bestWeights, BEST) }
  const metadata = { position: JSON.stringify(position) }
  await mkdir(join(runFolder, 'checkpoints'), { recursive: true })
  await writeFileAtomically({ path: checkpointPath(runFolder), data: encodeSafetensors({ arrays, metadata }) })
}

/**
 * @returns null where there is none
 * @throws SlicewrightError FILE_UNREADABLE if there is one, but damaged
 */
export async function readCheckpoint(runFolder: string): Promise<Checkpoint | null> {
  const path = checkpointPath(runFolder)
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (bytes === null) return null
  try {
    const { arrays, metadata } = decodeSafetensors(bytes)
    const position = positionSchema.parse(JSON.parse(metadata['position'] ?? 'null'))
    return { ...position, state: withPrefix(arrays, STATE), bestWeights: withPrefix(arrays, BEST) }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SlicewrightError(
      'FILE_UNREADABLE',
      `The checkpoint ${path} is damaged: ${reason} Delete it to train from the start.`,
      { cause, details: { path } },
    )
  }
}

function prefixed(state: State, prefix: string): State {
  return Object.fromEntries(Object.entries(state).map(([name, array]) => [prefix + name, array]))
}

function withPrefix(state: State, prefix: string): State {
  const entries = Object.entries(state).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(entries.map(([name, array]) => [name.slice(prefix.length), array]))
}
