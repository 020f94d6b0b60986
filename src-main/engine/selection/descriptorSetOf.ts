import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { sliceDescriptors } from '../../catalog/sliceDescriptors'
import type { SliceDescriber } from '../../compute/descriptors/SliceDescriber'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { canonicalJson } from '../../domain/experiment/runIdentity'
import { descriptorChoiceOf, type DescriptorScope } from '../../domain/selection/descriptorParams'
import { readError } from '../../io/files/fileErrors'
import type { PropagationModelContent } from '../../io/models/propagationModelFile'
import { assertPathsAllowed } from '../files/allowedPaths'

/** Raised whenever descriptors of the same volume change. */
const DESCRIPTOR_VERSION = 1
/** No .onnx file can be larger. */
const LARGEST_ONNX_BYTES = 2 ** 31

/** What the parameter `descriptorModel` names, read. */
export interface DescriberModel {
  readonly propagationModel?: PropagationModelContent
  readonly onnxBytes?: Uint8Array
}

/** One way to describe slices, of which a volume has one set of descriptors. */
export interface DescriptorSet {
  /** Hash of all that decides the descriptors, but for the volume itself. */
  readonly key: string
  readonly describer: SliceDescriber
  readonly scope: DescriptorScope
  readonly seed: number
  /** What it learns from; empty where it learns nothing. */
  readonly pool: readonly CaseRecord[]
  loadModel(): Promise<DescriberModel>
}

/**
 * @param params of the policy
 * @param pool the data set
 * @param roots of the host: a path in `params` must lie below one of them
 * @throws SlicewrightError BAD_REQUEST (params; no model named), UNKNOWN_ID or FILE_NOT_FOUND (the model), PATH_NOT_ALLOWED
 */
export async function descriptorSetOf(request: {
  params: Readonly<Record<string, unknown>>
  seed: number
  pool: readonly CaseRecord[]
  readPropagationModel: (name: string) => Promise<PropagationModelContent & { readonly modelId: string }>
  roots: readonly string[] | null
}): Promise<DescriptorSet> {
  const { params, seed, roots, readPropagationModel } = request
  const { descriptors, descriptorModel, scope } = descriptorChoiceOf(params)
  const describer = sliceDescriptors.get(descriptors)
  const pool = describer.learnsFromPool ? request.pool : []
  const model = await modelOf({ describer, name: descriptorModel, roots, readPropagationModel })
  const decisive = [
    DESCRIPTOR_VERSION,
    describer.id,
    describer.dependsOnScope ? scope : null,
    model.identity,
    describer.learnsFromPool ? [seed, pool.map((record) => [record.caseId, volumeKeyOf(record)])] : null,
  ]
  return { key: hashOf(decisive), describer, scope, seed, pool, loadModel: model.load }
}

/** Hash of the volume's voxels and of how it is sliced. */
export function volumeKeyOf({ image, sliceAxis }: Pick<CaseRecord, 'image' | 'sliceAxis'>): string {
  return hashOf([image.sha256, image.channel, sliceAxis])
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32)
}

async function modelOf(request: {
  describer: SliceDescriber
  name: string | undefined
  roots: readonly string[] | null
  readPropagationModel: (name: string) => Promise<PropagationModelContent & { readonly modelId: string }>
}): Promise<{ identity: string | null; load: () => Promise<DescriberModel> }> {
  const { describer, name, roots, readPropagationModel } = request
  if (describer.takes === 'nothing') return { identity: null, load: () => Promise.resolve({}) }
  if (name === undefined)
    throw new SlicewrightError(
      'BAD_REQUEST',
      describer.takes === 'onnx-file'
        ? 'Descriptors "onnx" need a network: name the .onnx file in the parameter descriptorModel.'
        : `Descriptors "${describer.id}" need a trained propagator (sli2vol or ssa): name it in the parameter descriptorModel. The page Propagate trains one and lists its id.`,
      { details: { needs: 'descriptorModel' } },
    )
  if (describer.takes === 'propagation-model') {
    const model = await readPropagationModel(name)
    return { identity: model.modelId, load: () => Promise.resolve({ propagationModel: model }) }
  }
  if (!isAbsolute(name))
    throw new SlicewrightError(
      'BAD_REQUEST',
      `descriptorModel is "${name}"; give the absolute path of the .onnx file.`,
      {
        details: { path: name },
      },
    )
  if (roots !== null) await assertPathsAllowed({ paths: [name], roots })
  return { identity: await onnxHash(name), load: async () => ({ onnxBytes: await onnxBytes(name) }) }
}

/** By path, size and time: a form that is being edited does not read the file again and again. */
const knownHashes = new Map<string, string>()

async function onnxHash(path: string): Promise<string> {
  const info = await stat(path).catch((error: unknown) => {
    throw readError(error, path)
  })
  const key = `${path} ${info.size} ${info.mtimeMs}`
  const known = knownHashes.get(key)
  if (known !== undefined) return known
  const hash = createHash('sha256')
    .update(await onnxBytes(path))
    .digest('hex')
  knownHashes.set(key, hash)
  return hash
}

async function onnxBytes(path: string): Promise<Uint8Array> {
  const info = await stat(path).catch((error: unknown) => {
    throw readError(error, path)
  })
  if (!info.isFile() || info.size > LARGEST_ONNX_BYTES)
    throw new SlicewrightError('MODEL_INVALID', `${path} is not an .onnx file of at most 2 GB. Choose another file.`, {
      details: { path },
    })
  return readFile(path).catch((error: unknown) => {
    throw readError(error, path)
  })
}
