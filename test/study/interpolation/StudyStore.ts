import { mkdirSync, readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import type { FitContext, PropagationModel } from '../../../src-main/compute/propagators/LearnedPropagator'
import { systemCodeOf } from '../../../src-main/io/files/fileErrors'
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
    await this.writeFile(this.unitPath(key), `${JSON.stringify(value)}\n`)
  }

  readModel(key: string): Promise<PropagationModel | null> {
    return readBinary<PropagationModel>(join(this.modelFolder(key), 'model.bin'))
  }

  async writeModel(key: string, model: PropagationModel): Promise<void> {
    await this.writeFile(join(this.modelFolder(key), 'model.bin'), serialize(model))
  }

  checkpoints(key: string): Pick<FitContext, 'readCheckpoint' | 'writeCheckpoint'> {
    const pathOf = (name: string) =>
      join(this.modelFolder(key), `checkpoint-${name.replace(/[^A-Za-z0-9-]/g, '_')}.bin`)
    return {
      readCheckpoint: (name) => readBinary(pathOf(name)),
      writeCheckpoint: (name, checkpoint) => this.writeFile(pathOf(name), serialize(checkpoint)),
    }
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

  private async writeFile(path: string, data: Uint8Array | string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true })
    await writeFileAtomically({ path, data })
  }
}

/** Files of our own making, whole by construction: what is in them is taken for what it was. */
async function readBinary<Value>(path: string): Promise<Value | null> {
  try {
    return deserialize(await readFile(path)) as Value
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null
    throw error
  }
}
