import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import { readError, systemCodeOf, writeError } from '../files/fileErrors'
import { writeFileAtomically } from '../files/writeFileAtomically'
import {
  encodePropagationModel,
  modelIdOf,
  readPropagationModel,
  type PropagationModelContent,
  type PropagationModelFile,
} from '../models/propagationModelFile'

const ENDING = '.safetensors'
const MODEL_ID = /^[a-z0-9-]+-[0-9a-f]{12}$/

/** Trained propagators of a workspace: one file each, `propagators/<modelId>.safetensors`. The folder is the truth. */
export class PropagatorModels {
  private readonly folder: string

  constructor(workspacePath: string) {
    this.folder = join(workspacePath, 'propagators')
  }

  /** Newest first, and the files that are none. */
  async list(): Promise<{ models: PropagationModelFile[]; invalid: { path: string; error: unknown }[] }> {
    const models: PropagationModelFile[] = []
    const invalid: { path: string; error: unknown }[] = []
    for (const name of await this.fileNames()) {
      const path = join(this.folder, name)
      await readPropagationModel(path).then(
        (model) => models.push(model),
        (error: unknown) => invalid.push({ path, error }),
      )
    }
    models.sort((a, b) =>
      a.modifiedAt === b.modifiedAt ? (a.modelId < b.modelId ? -1 : 1) : a.modifiedAt < b.modifiedAt ? 1 : -1,
    )
    return { models, invalid }
  }

  /** @throws SlicewrightError UNKNOWN_ID, MODEL_INVALID, FILE_UNREADABLE */
  async get(modelId: string): Promise<PropagationModelFile> {
    return readPropagationModel(await this.pathOf(modelId))
  }

  /** The file as it lies there. @throws SlicewrightError UNKNOWN_ID, FILE_UNREADABLE */
  async bytes(modelId: string): Promise<Uint8Array> {
    const path = await this.pathOf(modelId)
    return readFile(path).catch((error: unknown) => {
      throw readError(error, path)
    })
  }

  /**
   * Keeps a model; one that is there already stays as it is.
   * @throws SlicewrightError DISK_FULL, WRITE_FAILED
   */
  async add(content: PropagationModelContent): Promise<PropagationModelFile> {
    const bytes = encodePropagationModel(content)
    const path = join(this.folder, `${modelIdOf(content.method, bytes)}${ENDING}`)
    await mkdir(this.folder, { recursive: true }).catch((error: unknown) => {
      throw writeError(error, this.folder)
    })
    await writeFileAtomically({ path, data: bytes })
    return readPropagationModel(path)
  }

  /** @throws SlicewrightError UNKNOWN_ID */
  async remove(modelId: string): Promise<void> {
    await rm(await this.pathOf(modelId), { force: true })
  }

  /** Where a model lies, or would. */
  pathFor(modelId: string): string {
    return join(this.folder, `${modelId}${ENDING}`)
  }

  /** Where a training keeps what it goes on from; `key` is a hash of all that decides its result. */
  checkpointFolder(key: string): string {
    return join(this.folder, 'unfinished', key)
  }

  private async pathOf(modelId: string): Promise<string> {
    const names = await this.fileNames()
    // An id is part of a path, so only what is listed counts.
    if (MODEL_ID.test(modelId) && names.includes(`${modelId}${ENDING}`)) return this.pathFor(modelId)
    const known = names.map((name) => name.slice(0, -ENDING.length))
    throw new SlicewrightError(
      'UNKNOWN_ID',
      `There is no trained propagator "${modelId}" in this workspace. ${known.length === 0 ? 'Train or import one first.' : `Known: ${known.join(', ')}.`}`,
      { details: { family: 'propagation model', found: modelId, allowed: known } },
    )
  }

  private async fileNames(): Promise<string[]> {
    const names = await readdir(this.folder).catch((error: unknown) => {
      if (systemCodeOf(error) === 'ENOENT') return []
      throw readError(error, this.folder)
    })
    return names.filter((name) => name.endsWith(ENDING) && !name.startsWith('.')).sort()
  }
}
