import type { AxisOrder } from './axes'
import type { ElementType, Raw } from './Graph'

/** The element types a TensorFlow.js tensor of ours can have. */
export type ValueType = Exclude<ElementType, 'int64'>

export type HostArray = Float32Array | Int32Array | Uint8Array

interface ValueCommon {
  /** Logical shape, channels last. */
  readonly shape: readonly number[]
  readonly type: ValueType
}

/** Every element is the same number. */
export interface UniformValue extends ValueCommon {
  readonly kind: 'uniform'
  readonly fill: number
}

/** Known numbers, row-major in the logical shape. */
export interface HostValue extends ValueCommon {
  readonly kind: 'host'
  readonly data: HostArray
}

/** Where a value lies: `order[p]` is the logical axis on physical axis p of `raw`. */
export interface Placement {
  readonly raw: Raw
  readonly order: AxisOrder
}

/**
 * Something the graph computes. A physical size may be 1 where the logical size is n: a broadcast not carried out yet.
 *
 * A value may still be open in its memory order: a variable, or an elementwise function of one. The first consumer that has
 * an order of its own decides. Deciding when an optimiser slot is first multiplied would put transposes on every weight.
 */
export interface RecordedValue extends ValueCommon {
  readonly kind: 'recorded'
  placement: Placement | null
  readonly build: (order: AxisOrder) => Raw
}

/** What a TensorFlow.js tensor stands for while recording. */
export type Value = UniformValue | HostValue | RecordedValue

export function uniformValue(shape: readonly number[], type: ValueType, fill: number): UniformValue {
  return { kind: 'uniform', shape: [...shape], type, fill: castNumber(fill, type) }
}

export function placedValue(shape: readonly number[], type: ValueType, raw: Raw, order: AxisOrder): RecordedValue {
  return { kind: 'recorded', shape: [...shape], type, placement: { raw, order }, build: () => raw }
}

export function openValue(shape: readonly number[], type: ValueType, build: (order: AxisOrder) => Raw): RecordedValue {
  return { kind: 'recorded', shape: [...shape], type, placement: null, build }
}

/** Gradients multiply by full-size arrays of ones: an array whose elements are all equal becomes a uniform value. */
export function hostValue(shape: readonly number[], type: ValueType, data: HostArray): UniformValue | HostValue {
  const first = data[0]
  if (data.length > 0 && data.every((element) => element === first)) return uniformValue(shape, type, first)
  return { kind: 'host', shape: [...shape], type, data }
}

export function castNumber(value: number, type: ValueType): number {
  switch (type) {
    case 'float32':
      return Math.fround(value)
    case 'int32':
      return Math.trunc(value)
    case 'bool':
      return value === 0 ? 0 : 1
  }
}
