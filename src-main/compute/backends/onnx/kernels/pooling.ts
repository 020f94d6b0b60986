import { channelsFirst, filled, isSame, permuted, product, range } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { full } from '../graph/layout'
import { expand, reshape } from '../graph/physical'
import { placedValue, type Value } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'
import {
  convolveTransposed,
  imageValue,
  outputSize,
  perSpatialAxis,
  spatialShape,
  tapCount,
  windowAttributes,
  windowOf,
  type Padding,
  type Window,
} from './window'

interface PoolAttributes {
  readonly filterSize: number | readonly number[]
  readonly strides: number | readonly number[]
  readonly pad: Padding
}

function poolWindow(shape: readonly number[], attributes: PoolAttributes): Window {
  const inputSize = spatialShape(shape)
  const size = perSpatialAxis(attributes.filterSize, inputSize.length)
  return windowOf({ inputSize, size, strides: attributes.strides, padding: attributes.pad })
}

/** ONNX's MaxPool with the positions of the maxima; positions nobody uses are dropped when the model is written. */
function maxPool(graph: Graph, x: Value, window: Window): readonly Raw[] {
  const raw = full(graph, x, channelsFirst(x.shape.length))
  const dims = [...raw.dims.slice(0, 2), ...outputSize(raw.dims.slice(2), window)]
  const outputs = [
    { dims, type: 'float32' },
    { dims, type: 'int64' },
  ] as const
  return graph.operations('MaxPool', [raw], outputs, windowAttributes(window))
}

/**
 * TensorFlow.js hands over no positions, but asking for the same MaxPool finds the forward node again.
 * @throws Error if windows overlap: MaxUnpool writes each position once
 */
function maxPoolGradient(graph: Graph, dy: Value, x: Value, attributes: PoolAttributes): Value {
  const window = poolWindow(x.shape, attributes)
  if (window.size.some((size, axis) => size > window.strides[axis]))
    throw new Error('The gradient of max pooling with overlapping windows cannot be recorded.')
  const order = channelsFirst(x.shape.length)
  const [, positions] = maxPool(graph, x, window)
  const dims = permuted(x.shape, order)
  const inputs = [full(graph, dy, order), positions, graph.integers(dims)]
  const raw = graph.operation('MaxUnpool', inputs, { dims, attributes: windowAttributes(window) })
  return placedValue(x.shape, 'float32', raw, order)
}

function averagePool(graph: Graph, x: Value, window: Window): Value {
  const raw = full(graph, x, channelsFirst(x.shape.length))
  return imageValue(
    graph.operation('AveragePool', [raw], {
      dims: [...raw.dims.slice(0, 2), ...outputSize(raw.dims.slice(2), window)],
      attributes: windowAttributes(window),
    }),
  )
}

function averagePoolGradient(graph: Graph, dy: Value, x: Value, attributes: PoolAttributes): Value {
  const window = poolWindow(x.shape, attributes)
  const order = channelsFirst(x.shape.length)
  const dims = permuted(x.shape, order)
  const gradient = full(graph, dy, order)
  const space = dims.slice(2)
  const outSpace = gradient.dims.slice(2)
  const shares = graph.operation('Mul', [gradient, sharePerOutput(graph, space, outSpace, window)], {
    dims: gradient.dims,
  })
  const isTiling =
    isSame(window.size, window.strides) &&
    isSame(
      outSpace.map((length, axis) => length * window.size[axis]),
      space,
    )
  const raw = isTiling ? repeated(graph, shares, window.size) : spread(graph, shares, window, space)
  return placedValue(x.shape, 'float32', reshape(graph, raw, dims), order)
}

/** Each element repeated `counts[axis]` times along each spatial axis. */
function repeated(graph: Graph, raw: Raw, counts: readonly number[]): Raw {
  const [batch, channels, ...space] = raw.dims
  const apart = reshape(graph, raw, [batch, channels, ...space.flatMap((length) => [length, 1])])
  return expand(graph, apart, [batch, channels, ...space.flatMap((length, axis) => [length, counts[axis]])])
}

/** Each element added to every position of its window. */
function spread(graph: Graph, raw: Raw, window: Window, space: readonly number[]): Raw {
  const [batch, channels, ...outSpace] = raw.dims
  const single = reshape(graph, raw, [batch * channels, 1, ...outSpace])
  const ones = expand(graph, graph.scalar(1), [1, 1, ...window.size])
  return convolveTransposed(graph, single, ones, { window, outputSize: space })
}

/** 1 / (number of input elements under the window), for each output position: padding does not count. */
function sharePerOutput(graph: Graph, space: readonly number[], outSpace: readonly number[], window: Window): Raw {
  if ([...window.low, ...window.high].every((count) => count === 0)) return graph.scalar(1 / tapCount(window))
  const counts = outSpace.map((length, axis) =>
    range(length).map((at) => {
      const start = at * window.strides[axis] - window.low[axis]
      return Math.min(start + window.size[axis], space[axis]) - Math.max(start, 0)
    }),
  )
  const shares = new Float32Array(product(outSpace))
  const position = filled(outSpace.length, 0)
  for (let index = 0; index < shares.length; index++) {
    shares[index] = 1 / product(position.map((at, axis) => counts[axis][at]))
    for (let axis = position.length - 1; axis >= 0 && ++position[axis] === outSpace[axis]; axis--) position[axis] = 0
  }
  return graph.constant(shares, [1, 1, ...outSpace], 'float32')
}

export const poolingKernels: readonly KernelDefinition[] = ['', '3D'].flatMap((suffix) => [
  defineKernel<'x', PoolAttributes>(`MaxPool${suffix}`, ({ graph, inputs: { x }, attributes }) =>
    imageValue(maxPool(graph, x, poolWindow(x.shape, attributes))[0]),
  ),
  defineKernel<'dy' | 'input', PoolAttributes>(`MaxPool${suffix}Grad`, ({ graph, inputs, attributes }) =>
    maxPoolGradient(graph, inputs.dy, inputs.input, attributes),
  ),
  defineKernel<'x', PoolAttributes>(`AvgPool${suffix}`, ({ graph, inputs: { x }, attributes }) =>
    averagePool(graph, x, poolWindow(x.shape, attributes)),
  ),
  defineKernel<'dy' | 'input', PoolAttributes>(`AvgPool${suffix}Grad`, ({ graph, inputs, attributes }) =>
    averagePoolGradient(graph, inputs.dy, inputs.input, attributes),
  ),
])
