import * as ort from 'onnxruntime-node'
import { SlicewrightError } from '../../../domain/errors'
import type { NamedArray, Shape } from '../Backend'
import { product } from './graph/axes'
import { createSession, type SessionOptions } from './session'

/** A float32 tensor that goes into or comes out of an ONNX model. Free axes (a dynamic batch) have their symbolic name. */
interface ModelPort {
  readonly name: string
  readonly shape: readonly (number | string)[]
}

/** An .onnx file, opened for inference. Arrays lie as the file says: channels first in files written by `exportOnnx`. */
export interface OnnxModel {
  readonly inputs: readonly ModelPort[]
  readonly outputs: readonly ModelPort[]
  run(inputs: Readonly<Record<string, NamedArray>>): Promise<Record<string, NamedArray>>
  dispose(): Promise<void>
}

/** @throws SlicewrightError MODEL_INVALID, DEVICE_UNAVAILABLE */
export async function loadOnnxModel(bytes: Uint8Array, options: SessionOptions): Promise<OnnxModel> {
  const session = await createSession(bytes, options)
  return {
    inputs: portsOf(session.inputMetadata),
    outputs: portsOf(session.outputMetadata),
    async run(inputs) {
      const feeds = Object.entries(inputs).map(([name, array]) => [name, tensorOf(name, array)] as const)
      const results = await session.run(Object.fromEntries(feeds))
      return Object.fromEntries(
        Object.entries(results).map(([name, { data, dims }]) => [name, { shape: dims, data: data as Float32Array }]),
      )
    },
    dispose: () => session.release(),
  }
}

function portsOf(metadata: readonly ort.InferenceSession.ValueMetadata[]): ModelPort[] {
  return metadata.map((port) => ({ name: port.name, shape: port.isTensor ? port.shape : [] }))
}

function tensorOf(name: string, { shape, data }: { shape: Shape; data: Float32Array }): ort.Tensor {
  if (product(shape) !== data.length)
    throw new SlicewrightError(
      'INTERNAL',
      `The input '${name}' holds ${data.length} numbers for [${shape.join(', ')}].`,
    )
  return new ort.Tensor('float32', data, shape)
}
