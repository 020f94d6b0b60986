import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { FitContext } from '../../../src-main/compute/propagators/LearnedPropagator'
import { fitCheckpoints } from '../../../src-main/engine/propagation/FitCheckpoints'
import { systemCodeOf } from '../../../src-main/io/files/fileErrors'
import {
  readPropagationModel,
  writePropagationModel,
  type PropagationModelContent,
  type PropagationModelFile,
} from '../../../src-main/io/models/propagationModelFile'
import { writeFileAtomically } from '../../../src-main/io/files/writeFileAtomically'

/**
 * What is computed already, one file a unit, named by the hash of what decides it. Each is there whole or not at all, so a study can be
 * killed at any moment, and two can run beside each other.
 */
export class StudyStore {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** @returns null for what was not computed yet, and for a file that does not hold what is expected */
  read<Schema extends z.ZodType>(key: string, schema: Schema): z.infer<Schema> | null {
    try {
      return schema.parse(JSON.parse(readFileSync(this.unitPath(key), 'utf8')))
    } catch (error) {
      if (error instanceof z.ZodError || error instanceof SyntaxError || systemCodeOf(error) === 'ENOENT') return null
      throw error
    }
  }

  async write(key: string, value: unknown): Promise<void> {
    const path = this.unitPath(key)
    mkdirSync(dirname(path), { recursive: true })
    await writeFileAtomically({ path, data: `${JSON.stringify(value)}\n` })
  }

  hasModel(key: string): boolean {
    return existsSync(this.modelPath(key))
  }

  readModel(key: string): Promise<PropagationModelFile> {
    return readPropagationModel(this.modelPath(key))
  }

  writeModel(key: string, model: PropagationModelContent): Promise<void> {
    mkdirSync(this.modelFolder(key), { recursive: true })
    return writePropagationModel(this.modelPath(key), model)
  }

  /** @param lenders others whose checkpoints are looked at where there is none of its own: `METHOD-NAME` is NAME of METHOD */
  checkpoints(
    key: string,
    lenders: readonly { readonly methodId: string; readonly key: string }[],
  ): Pick<FitContext, 'readCheckpoint' | 'writeCheckpoint'> {
    const own = fitCheckpoints(this.checkpointFolder(key))
    return {
      writeCheckpoint: own.writeCheckpoint,
      readCheckpoint: async (name) => {
        const lender = lenders.find(({ methodId }) => name.startsWith(`${methodId}-`))
        const kept = await own.readCheckpoint(name)
        if (kept !== null || lender === undefined) return kept
        const lent = fitCheckpoints(this.checkpointFolder(lender.key))
        return lent.readCheckpoint(name.slice(lender.methodId.length + 1))
      },
    }
  }

  /** When everything that needed the model is computed. */
  async forgetModel(key: string): Promise<void> {
    await rm(this.modelPath(key), { force: true })
  }

  /** When nobody will go on from them. */
  async forgetTraining(key: string): Promise<void> {
    await rm(this.modelFolder(key), { recursive: true, force: true })
  }

  private unitPath(key: string): string {
    return join(this.folder, 'units', key.slice(0, 2), `${key}.json`)
  }

  private modelFolder(key: string): string {
    return join(this.folder, 'models', key)
  }

  private checkpointFolder(key: string): string {
    return join(this.modelFolder(key), 'checkpoints')
  }

  private modelPath(key: string): string {
    return join(this.modelFolder(key), 'model.safetensors')
  }
}
