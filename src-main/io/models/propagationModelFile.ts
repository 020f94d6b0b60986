import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { SlicewrightError } from '../../domain/errors'
import { LEARNING_SOURCES } from '../../domain/propagation/Propagator'
import { readError } from '../files/fileErrors'
import { decodeSafetensors, encodeSafetensors, type NamedArrays } from '../files/safetensors'
import { writeFileAtomically } from '../files/writeFileAtomically'

const FORMAT = 'slicewright-propagator'
const FORMAT_VERSION = '1'
/** No model is larger; a file that is was not made here and is not read into memory. */
const MAXIMUM_BYTES = 2 ** 30

const record = z.record(z.string(), z.unknown())

/** How a model came to be. It names no case, no path and no time: the same training gives the same bytes. */
const originSchema = z.object({
  seed: z.int(),
  caseCount: z.int(),
  deviceId: z.string(),
  threads: z.int(),
  library: z.string(),
  software: z.string(),
})

const describedSchema = z.object({
  name: z.string(),
  method: z.string(),
  learnsFrom: z.enum(LEARNING_SOURCES),
  params: record,
  /** The propagator's own. */
  facts: record,
  origin: originSchema,
})

/** A trained propagator as it is kept. */
export interface PropagationModelContent extends z.infer<typeof describedSchema> {
  readonly weights: NamedArrays
}

/** A model file that was read. */
export interface PropagationModelFile extends PropagationModelContent {
  /** `<method>-<12 hexadecimal digits>`, from the bytes. */
  readonly modelId: string
  readonly sizeBytes: number
  readonly modifiedAt: string
}

/** The whole file: safetensors, everything but the weights as text in its `__metadata__`. */
export function encodePropagationModel(content: PropagationModelContent): Uint8Array {
  const { name, method, learnsFrom, params, facts, origin, weights } = content
  return encodeSafetensors({
    arrays: weights,
    metadata: {
      format: FORMAT,
      formatVersion: FORMAT_VERSION,
      name,
      method,
      learnsFrom,
      params: JSON.stringify(params),
      facts: JSON.stringify(facts),
      origin: JSON.stringify(origin),
    },
  })
}

export function modelIdOf(method: string, bytes: Uint8Array): string {
  return `${method}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`
}

/** @throws SlicewrightError DISK_FULL, WRITE_FAILED; `path` is then as it was */
export async function writePropagationModel(path: string, content: PropagationModelContent): Promise<void> {
  await writeFileAtomically({ path, data: encodePropagationModel(content) })
}

/** @throws SlicewrightError FILE_NOT_FOUND, FILE_UNREADABLE, MODEL_INVALID if the file is whole but none of ours */
export async function readPropagationModel(path: string): Promise<PropagationModelFile> {
  const { bytes, modifiedAt } = await readWhole(path)
  const { arrays, metadata } = decoded(path, bytes)
  if (metadata['format'] !== FORMAT)
    throw invalid(
      path,
      `its metadata ${metadata['format'] === undefined ? 'name no format' : `say "${metadata['format']}"`}`,
    )
  if (metadata['formatVersion'] !== FORMAT_VERSION)
    throw invalid(
      path,
      `it has version ${metadata['formatVersion'] ?? '?'} of the format, and this Slicewright reads version ${FORMAT_VERSION}`,
    )
  const described = describedSchema.safeParse({
    ...metadata,
    params: parsed(metadata['params']),
    facts: parsed(metadata['facts']),
    origin: parsed(metadata['origin']),
  })
  if (!described.success)
    throw invalid(path, `its metadata are incomplete (${described.error.issues[0].path.join('.')})`)
  const modelId = modelIdOf(described.data.method, bytes)
  return { ...described.data, weights: arrays, modelId, sizeBytes: bytes.length, modifiedAt }
}

async function readWhole(path: string): Promise<{ bytes: Uint8Array; modifiedAt: string }> {
  try {
    const { size, mtime } = await stat(path)
    if (size > MAXIMUM_BYTES) throw invalid(path, `it has ${size} bytes, more than any model`)
    return { bytes: await readFile(path), modifiedAt: mtime.toISOString() }
  } catch (error) {
    throw readError(error, path)
  }
}

function decoded(path: string, bytes: Uint8Array): ReturnType<typeof decodeSafetensors> {
  try {
    return decodeSafetensors(bytes)
  } catch (cause) {
    throw invalid(path, 'it is no whole safetensors file', cause)
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}

function invalid(path: string, found: string, cause?: unknown): SlicewrightError {
  return new SlicewrightError(
    'MODEL_INVALID',
    `${path} is not a trained propagator: ${found}. A .safetensors file that "propagate --save-model" wrote, or that was exported from a workspace, was expected. Choose another file, or train one.`,
    { cause, details: { path, found } },
  )
}
