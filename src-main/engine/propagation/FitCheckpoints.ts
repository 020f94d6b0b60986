import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { FitCheckpoint, FitContext } from '../../compute/propagators/LearnedPropagator'
import { SlicewrightError } from '../../domain/errors'
import { systemCodeOf, writeError } from '../../io/files/fileErrors'
import { decodeSafetensors, encodeSafetensors } from '../../io/files/safetensors'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'

/** Trainings that nobody went on with for so long are forgotten. */
const KEPT_DAYS = 14

type CheckpointSlots = Pick<FitContext, 'readCheckpoint' | 'writeCheckpoint'> & {
  /** When the model is kept somewhere else. */
  forget(): Promise<void>
}

/** Checkpoints of one training in a folder, one file a slot; each is whole or not there. */
export function fitCheckpoints(folder: string): CheckpointSlots {
  const pathOf = (name: string) => join(folder, `${name.replace(/[^A-Za-z0-9-]/g, '_')}.safetensors`)
  return {
    readCheckpoint: (name) => readCheckpoint(pathOf(name)),
    async writeCheckpoint(name, { state, facts }) {
      await mkdir(folder, { recursive: true }).catch((error: unknown) => {
        throw writeError(error, folder)
      })
      const data = encodeSafetensors({ arrays: state, metadata: { facts: JSON.stringify(facts) } })
      await writeFileAtomically({ path: pathOf(name), data })
    },
    forget: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Kept in memory only, for trainings that begin anew when they are asked for again. */
export function passingCheckpoints(): CheckpointSlots {
  const slots = new Map<string, FitCheckpoint>()
  return {
    readCheckpoint: (name) => Promise.resolve(slots.get(name) ?? null),
    writeCheckpoint: (name, checkpoint) => Promise.resolve(void slots.set(name, checkpoint)),
    forget: () => Promise.resolve(slots.clear()),
  }
}

/** Removes what other trainings left beside `folder` long ago. */
export async function forgetOldCheckpoints(folder: string): Promise<void> {
  const parent = dirname(folder)
  const oldestMs = Date.now() - KEPT_DAYS * 24 * 3_600_000
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name)
    const info = await stat(path).catch(() => null)
    if (path !== folder && info !== null && info.mtimeMs < oldestMs) await rm(path, { recursive: true, force: true })
  }
}

async function readCheckpoint(path: string): Promise<FitCheckpoint | null> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return null
    throw error
  })
  if (bytes === null) return null
  try {
    const { arrays, metadata } = decodeSafetensors(bytes)
    const facts = z.record(z.string(), z.unknown()).parse(JSON.parse(metadata['facts'] ?? 'null'))
    return { state: arrays, facts }
  } catch (cause) {
    throw new SlicewrightError(
      'FILE_UNREADABLE',
      `The checkpoint ${path} is damaged. Delete its folder to train from the start.`,
      { cause, details: { path } },
    )
  }
}
