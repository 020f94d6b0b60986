import * as tf from '@tensorflow/tfjs'
import { SlicewrightError } from '../../../../domain/errors'
import { elementArrayOf, Graph } from '../graph/Graph'
import { product } from '../graph/axes'
import { hostValue, type HostArray, type Value, type ValueType } from '../graph/values'
import type { RecordingOptions } from './RecordingOptions'

/** The name under which the recorder is known to TensorFlow.js while a program is being recorded. */
export const RECORDER_NAME = 'slicewright-onnx-recorder'

interface Entry {
  readonly value: Value
  referenceCount: number
}

/**
 * A TensorFlow.js backend that computes nothing: each kernel call becomes nodes of `graph`. One recorder serves one
 * recording and is thrown away afterwards, so nothing survives from one program to the next.
 */
export class OnnxRecorder extends tf.KernelBackend {
  readonly graph = new Graph()
  readonly options: RecordingOptions
  private readonly entries: tf.DataStorage<Entry>
  /** Data of tensors that were made on another backend and came over because the program captured them. */
  private readonly borrowed = new Set<tf.DataId>()

  constructor(options: RecordingOptions) {
    super()
    this.options = options
    this.entries = new tf.DataStorage(this, tf.engine())
  }

  /** Makes a tensor description that stands for `value`. */
  keep(value: Value): tf.TensorInfo {
    const dataId = {}
    this.entries.set(dataId, { value, referenceCount: 1 })
    return { dataId, shape: [...value.shape], dtype: value.type }
  }

  valueFor(dataId: tf.DataId): Value {
    return this.entries.get(dataId).value
  }

  /** Tensors that came over from another backend and are still alive; they must go back when the recording ends. */
  borrowedDataIds(): readonly tf.DataId[] {
    return [...this.borrowed].filter((dataId) => this.entries.has(dataId))
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    return this.keep(hostValueOf(values, shape, dtype)).dataId
  }

  override move(
    dataId: tf.DataId,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    referenceCount: number,
  ): void {
    this.entries.set(dataId, { value: hostValueOf(values, shape, dtype), referenceCount })
    this.borrowed.add(dataId)
  }

  override readSync(dataId: tf.DataId): HostArray {
    const value = this.valueFor(dataId)
    switch (value.kind) {
      case 'host':
        return value.data
      case 'uniform':
        return hostArrayOf(value.type, new Array<number>(product(value.shape)).fill(value.fill))
      case 'recorded':
        throw new SlicewrightError(
          'INTERNAL',
          'A program read the value of a tensor while it was being recorded. Programs must not read values; make it an output instead.',
          { details: { shape: value.shape } },
        )
    }
  }

  override read(dataId: tf.DataId): Promise<HostArray> {
    return Promise.resolve().then(() => this.readSync(dataId))
  }

  override incRef(dataId: tf.DataId): void {
    this.entries.get(dataId).referenceCount++
  }

  override refCount(dataId: tf.DataId): number {
    return this.entries.has(dataId) ? this.entries.get(dataId).referenceCount : 0
  }

  override disposeData(dataId: tf.DataId, isForced = false): boolean {
    if (!this.entries.has(dataId)) return true
    const entry = this.entries.get(dataId)
    entry.referenceCount--
    if (entry.referenceCount > 0 && !isForced) return false
    this.entries.delete(dataId)
    return true
  }

  override numDataIds(): number {
    return this.entries.numDataIds()
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true }
  }

  override floatPrecision(): 16 | 32 {
    return 32
  }

  override timerAvailable(): boolean {
    return false
  }

  override dispose(): void {
    this.borrowed.clear()
  }
}

function hostValueOf(values: tf.BackendValues, shape: readonly number[], dtype: tf.DataType): Value {
  const type = valueTypeOf(dtype)
  if (values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array)
    return hostValue(shape, type, values)
  return hostValue(shape, type, hostArrayOf(type, Array.from<unknown, number>(values, Number)))
}

function hostArrayOf(type: ValueType, values: readonly number[]): HostArray {
  return elementArrayOf(type, values) as HostArray
}

/** @throws SlicewrightError INTERNAL for strings and complex numbers, which no network of ours needs */
export function valueTypeOf(dtype: tf.DataType): ValueType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype
  throw new SlicewrightError('INTERNAL', `The onnx backend records float32, int32 and bool tensors, not ${dtype}.`)
}
