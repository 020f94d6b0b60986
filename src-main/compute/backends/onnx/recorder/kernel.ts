import * as tf from '@tensorflow/tfjs'
import type { Graph } from '../graph/Graph'
import type { Value } from '../graph/values'
import { RECORDER_NAME, type OnnxRecorder } from './OnnxRecorder'
import type { RecordingOptions } from './RecordingOptions'

export interface KernelCall<InputName extends string, KernelAttributes> {
  readonly graph: Graph
  readonly options: RecordingOptions
  readonly inputs: Readonly<Record<InputName, Value>>
  /** The inputs of a kernel that takes a list (Concat, Pack, AddN), otherwise the named ones in order. */
  readonly list: readonly Value[]
  readonly attributes: KernelAttributes
}

/** How one TensorFlow.js kernel is recorded. */
export interface KernelDefinition {
  readonly name: string
  readonly register: () => void
}

/**
 * Describes one kernel. `InputName` and `KernelAttributes` are what TensorFlow.js passes for this kernel name
 * (`tf.Conv2DInputs`, `tf.Conv2DAttrs`): its registry is untyped, so the two casts here are the only place to say so.
 */
export function defineKernel<InputName extends string, KernelAttributes = unknown>(
  name: string,
  record: (call: KernelCall<InputName, KernelAttributes>) => Value | readonly Value[],
): KernelDefinition {
  const register = () =>
    tf.registerKernel({
      backendName: RECORDER_NAME,
      kernelName: name,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const recorder = backend as OnnxRecorder
        const values = Object.entries(inputs).flatMap(([key, info]) =>
          info === undefined || info === null ? [] : [[key, recorder.valueFor(info.dataId)] as const],
        )
        const result = record({
          graph: recorder.graph,
          options: recorder.options,
          inputs: Object.fromEntries(values) as Record<InputName, Value>,
          list: values.map(([, value]) => value),
          attributes: attrs as KernelAttributes,
        })
        return isList(result) ? result.map((value) => recorder.keep(value)) : recorder.keep(result)
      },
    })
  return { name, register }
}

function isList(result: Value | readonly Value[]): result is readonly Value[] {
  return Array.isArray(result)
}
