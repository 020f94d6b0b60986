import type * as tf from '@tensorflow/tfjs'
import type { DeviceId } from '../../domain/devices/deviceReport'

export type { DeviceId }

export type Shape = readonly number[]

/** A float32 array with its shape, row-major, channels last: TensorFlow.js's own layout on every backend. */
export interface NamedArray {
  readonly shape: Shape
  readonly data: Float32Array
}

/** Weights and optimiser state by name. The names are the program's, stable across processes and backends. */
export type State = Readonly<Record<string, NamedArray>>

/**
 * One computation in plain TensorFlow.js, written once for all backends: a training step, a forward pass, a propagation step.
 *
 * `compute` must not read values and must not depend on anything but its inputs and variables: a backend may run it once to
 * record it. Whatever changes between calls (learning rate, dropout masks, loss weights) is an input, never a constant.
 * It may assign to `variables`; a backend keeps what was assigned for the next call. Random numbers are inputs.
 */
export interface Program<Inputs extends string = string, Outputs extends string = string> {
  /** Fixed shapes of the float32 inputs; `[]` is a scalar. */
  readonly inputs: Readonly<Record<Inputs, Shape>>
  /** Everything that outlives a call, created with its initial values. The caller keeps and disposes them. */
  readonly variables: Readonly<Record<string, tf.Variable>>
  readonly compute: (inputs: Record<Inputs, tf.Tensor>) => Record<Outputs, tf.Tensor>
}

/** A program made ready for one device. Calls do not overlap: await one before the next. */
export interface CompiledProgram<Inputs extends string = string, Outputs extends string = string> {
  /**
   * @param inputs float32 arrays of the program's shapes, channels last; not kept and not changed
   * @returns the outputs, channels last
   */
  run(inputs: Readonly<Record<Inputs, Float32Array>>): Promise<Record<Outputs, Float32Array>>
  /** A copy of all variables as they are now. */
  readState(): Promise<State>
  /** Sets variables by name; names it does not know, and shapes that differ, are errors. Missing names keep their value. */
  writeState(state: State): Promise<void>
  dispose(): Promise<void>
}

/** A device, opened. */
export interface Backend {
  readonly deviceId: DeviceId
  /** Name and version of the library that computes, for provenance. */
  readonly library: string
  /** Fixed for the life of the backend and recorded, because sums depend on it. */
  readonly threads: number
  compile<I extends string, O extends string>(program: Program<I, O>): Promise<CompiledProgram<I, O>>
  dispose(): Promise<void>
}
