import { channelsFirst, filled, product, unpermuted } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { placedValue, type RecordedValue, type ValueType } from '../graph/values'

/** TensorFlow.js's padding: a rule, one number for all sides, or [low, high] for each axis of the input. */
export type Padding = 'same' | 'valid' | number | readonly (readonly number[])[]

/** A window sliding over the spatial axes, as ONNX wants it. All lists have one entry for each spatial axis. */
export interface Window {
  readonly size: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** One number for all spatial axes, one for each, or one for each axis of the input. */
export function perSpatialAxis(value: number | readonly number[] | undefined, spatialRank: number): number[] {
  if (value === undefined) return filled(spatialRank, 1)
  if (typeof value === 'number') return filled(spatialRank, value)
  return value.length === spatialRank ? [...value] : value.slice(1, spatialRank + 1)
}

/** @param inputSize the spatial sizes of the input that the window slides over */
export function windowOf(options: {
  inputSize: readonly number[]
  size: readonly number[]
  strides: number | readonly number[]
  dilations?: number | readonly number[] | undefined
  padding: Padding
}): Window {
  const { inputSize, size, padding } = options
  const strides = perSpatialAxis(options.strides, size.length)
  const dilations = perSpatialAxis(options.dilations, size.length)
  const sides = inputSize.map((length, axis): readonly number[] => {
    if (padding === 'valid') return [0, 0]
    if (typeof padding === 'number') return [padding, padding]
    if (padding !== 'same') return padding[axis + 1]
    const outputLength = Math.ceil(length / strides[axis])
    const reach = (outputLength - 1) * strides[axis] + (size[axis] - 1) * dilations[axis] + 1
    const missing = Math.max(0, reach - length)
    return [missing >> 1, missing - (missing >> 1)]
  })
  return { size, strides, dilations, low: sides.map((side) => side[0]), high: sides.map((side) => side[1]) }
}

export function outputSize(inputSize: readonly number[], window: Window): number[] {
  return inputSize.map((length, axis) => {
    const reach = window.dilations[axis] * (window.size[axis] - 1) + 1
    return Math.floor((length + window.low[axis] + window.high[axis] - reach) / window.strides[axis]) + 1
  })
}

export function windowAttributes(window: Window): Record<string, readonly number[]> {
  return { kernel_shape: window.size, strides: window.strides, pads: [...window.low, ...window.high] }
}

/** A window of stride 1 without dilation and padding. */
export function plainWindow(size: readonly number[]): Window {
  const [zeros, ones] = [filled(size.length, 0), filled(size.length, 1)]
  return { size, strides: ones, dilations: ones, low: zeros, high: zeros }
}

/**
 * ONNX's Conv.
 * @param x [batch, in, …space]
 * @param filter [out, in / groups, …taps]
 */
export function convolve(graph: Graph, x: Raw, filter: Raw, window: Window, groups = 1): Raw {
  return graph.operation('Conv', [x, filter], {
    dims: [x.dims[0], filter.dims[0], ...outputSize(x.dims.slice(2), window)],
    attributes: {
      ...windowAttributes(window),
      dilations: window.dilations,
      ...(groups === 1 ? {} : { group: groups }),
    },
  })
}

/**
 * ONNX's ConvTranspose: what scatters each input element over its window.
 * @param filter [in, out / groups, …taps]
 * @param outputShape the spatial sizes of the result; the far side is extended to reach it
 */
export function convolveTransposed(
  graph: Graph,
  raw: Raw,
  filter: Raw,
  options: { window: Window; outputSize: readonly number[]; groups?: number },
): Raw {
  const { window, groups = 1 } = options
  const reached = raw.dims.slice(2).map((length, axis) => {
    const whole = (length - 1) * window.strides[axis] + window.size[axis]
    return whole - window.low[axis] - window.high[axis]
  })
  return graph.operation('ConvTranspose', [raw, filter], {
    dims: [raw.dims[0], filter.dims[1] * groups, ...options.outputSize],
    attributes: {
      ...windowAttributes(window),
      output_padding: options.outputSize.map((length, axis) => length - reached[axis]),
      ...(groups === 1 ? {} : { group: groups }),
    },
  })
}

/** A channels-first tensor as a value of channels-last shape. */
export function imageValue(raw: Raw, type: ValueType = 'float32'): RecordedValue {
  const order = channelsFirst(raw.dims.length)
  return placedValue(unpermuted(raw.dims, order), type, raw, order)
}

/** The spatial part of a channels-last shape. */
export function spatialShape(shape: readonly number[]): readonly number[] {
  return shape.slice(1, -1)
}

export function tapCount(window: Window): number {
  return product(window.size)
}
