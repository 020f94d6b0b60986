import type * as tf from '@tensorflow/tfjs'
import { channelsFirst, filled, filterOrder, isSame, permuted, product, range } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { full } from '../graph/layout'
import { reshape, reversed, transpose } from '../graph/physical'
import { placedValue, type Value } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'
import { filterGradient } from './filterGradient'
import {
  convolve,
  convolveTransposed,
  imageValue,
  perSpatialAxis,
  plainWindow,
  spatialShape,
  windowOf,
  type Padding,
  type Window,
} from './window'

interface ConvolutionAttributes {
  readonly strides: number | readonly number[]
  readonly pad: Padding
  readonly dilations?: number | readonly number[]
  readonly dataFormat?: string
}

function forward(graph: Graph, x: Value, filter: Value, attributes: ConvolutionAttributes): Value {
  const rank = x.shape.length
  const window = windowOf({
    inputSize: spatialShape(x.shape),
    size: filter.shape.slice(0, -2),
    padding: attributes.pad,
    ...attributes,
  })
  const raw = convolve(graph, full(graph, x, channelsFirst(rank)), full(graph, filter, filterOrder(rank)), window)
  return imageValue(raw)
}

/**
 * The gradient of a convolution by its input, which is also the transposed convolution.
 *
 * Stride 1: a convolution with the reversed filter, faster than ConvTranspose. Windows that neither overlap nor leave gaps
 * (the up-sampling of a U-Net): `interleavedTaps`. Otherwise ConvTranspose.
 */
function inputGradient(
  graph: Graph,
  dy: Value,
  filter: Value,
  attributes: ConvolutionAttributes & { readonly inputShape: readonly number[] },
): Value {
  const { inputShape } = attributes
  const rank = inputShape.length
  const window = windowOf({
    inputSize: spatialShape(inputShape),
    size: filter.shape.slice(0, -2),
    padding: attributes.pad,
    strides: attributes.strides,
  })
  const gradient = full(graph, dy, channelsFirst(rank))
  const taps = full(graph, filter, filterOrder(rank))
  const dims = permuted(inputShape, channelsFirst(rank))
  if (window.strides.every((stride) => stride === 1)) {
    const spatialAxes = range(rank - 2, 2)
    const swapped = reversed(graph, transpose(graph, taps, [1, 0, ...spatialAxes]), spatialAxes)
    return imageValue(convolve(graph, gradient, swapped, mirrored(window)))
  }
  const isTiling =
    isSame(window.size, window.strides) &&
    isSame(
      gradient.dims.slice(2).map((length, axis) => length * window.size[axis]),
      dims.slice(2),
    )
  if (isTiling) return imageValue(interleavedTaps(graph, gradient, taps))
  const raw = convolveTransposed(graph, gradient, taps, { window, outputSize: dims.slice(2) })
  return placedValue(inputShape, 'float32', raw, channelsFirst(rank))
}

/** The window that undoes `window` when the filter is reversed (stride 1). */
export function mirrored(window: Window): Window {
  return {
    ...window,
    low: window.low.map((count, axis) => window.size[axis] - 1 - count),
    high: window.high.map((count, axis) => window.size[axis] - 1 - count),
  }
}

/**
 * Transposed convolution whose windows tile the output: a 1×1 convolution computes all taps of each voxel as channels, and
 * two transposes put them in their places (last axis first, so that the second one moves whole rows).
 * @param raw [batch, in, …space]
 * @param filter [in, out, …taps]
 */
function interleavedTaps(graph: Graph, raw: Raw, filter: Raw): Raw {
  const taps = filter.dims.slice(2)
  const [batch, inCount, ...space] = raw.dims
  const outCount = filter.dims[1]
  const spatialRank = taps.length
  const [lastTap, leadingTaps] = [taps[spatialRank - 1], taps.slice(0, -1)]
  const allTaps = transpose(graph, filter, [spatialRank + 1, 1, ...range(spatialRank - 1, 2), 0])
  const pointwise = reshape(graph, allTaps, [outCount * product(taps), inCount, ...filled(spatialRank, 1)])
  const columns = convolve(graph, raw, pointwise, plainWindow(filled(spatialRank, 1)))
  const rows = transpose(
    graph,
    reshape(graph, columns, [batch, lastTap, outCount * product(leadingTaps) * product(space)]),
    [0, 2, 1],
  )
  const separate = reshape(graph, rows, [
    batch,
    outCount,
    ...leadingTaps,
    ...space.slice(0, -1),
    space[spatialRank - 1] * lastTap,
  ])
  const interleaved = leadingTaps.flatMap((_, axis) => [1 + spatialRank + axis, 2 + axis])
  const mixed = transpose(graph, separate, [0, 1, ...interleaved, 2 * spatialRank])
  return reshape(graph, mixed, [batch, outCount, ...space.map((length, axis) => length * taps[axis])])
}

const RANKS = [
  { forward: 'Conv2D', input: 'Conv2DBackpropInput', filter: 'Conv2DBackpropFilter' },
  { forward: 'Conv3D', input: 'Conv3DBackpropInputV2', filter: 'Conv3DBackpropFilterV2' },
] as const

export const convolutionKernels: readonly KernelDefinition[] = RANKS.flatMap((names) => [
  defineKernel<'x' | 'filter', ConvolutionAttributes>(names.forward, ({ graph, inputs, attributes }) => {
    requireChannelsLast(attributes)
    return forward(graph, inputs.x, inputs.filter, attributes)
  }),
  defineKernel<'dy' | 'filter', ConvolutionAttributes & { readonly inputShape: readonly number[] }>(
    names.input,
    ({ graph, inputs, attributes }) => {
      requireChannelsLast(attributes)
      return inputGradient(graph, inputs.dy, inputs.filter, attributes)
    },
  ),
  defineKernel<
    'x' | 'dy',
    ConvolutionAttributes & { readonly filterShape: tf.Conv3DBackpropFilterV2Attrs['filterShape'] }
  >(names.filter, ({ graph, options, inputs: { x, dy }, attributes }) => {
    requireChannelsLast(attributes)
    const rank = x.shape.length
    const window = windowOf({
      inputSize: spatialShape(x.shape),
      size: attributes.filterShape.slice(0, -2),
      padding: attributes.pad,
      strides: perSpatialAxis(attributes.strides, rank - 2),
    })
    const order = channelsFirst(rank)
    const images = { x: full(graph, x, order), dy: full(graph, dy, order) }
    const raw = filterGradient(graph, { ...images, window, form: options.filterGradient })
    return placedValue(attributes.filterShape, 'float32', raw, filterOrder(rank))
  }),
])

function requireChannelsLast({ dataFormat }: ConvolutionAttributes): void {
  if (dataFormat === 'NCHW' || dataFormat === 'NCDHW')
    throw new Error(`Convolutions in ${dataFormat} cannot be recorded: programs are written channels last.`)
}
