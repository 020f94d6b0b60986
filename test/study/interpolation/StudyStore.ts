import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
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

  checkpoints(key: string): ReturnType<typeof fitCheckpoints> {
    return fitCheckpoints(join(this.modelFolder(key), 'checkpoints'))
  }

  /** When everything that needed the model is computed. */
  async forgetModel(key: string): Promise<void> {
    await rm(this.modelFolder(key), { recursive: true, force: true })
  }

  private unitPath(key: string): string {
    return join(this.folder, 'units', key.slice(0, 2), `${key}.json`)
  }

  private modelFolder(key: string): string {
    return join(this.folder, 'models', key)
  }

  private modelPath(key: string): string {
    return join(this.modelFolder(key), 'model.safetensors')
  }
}
