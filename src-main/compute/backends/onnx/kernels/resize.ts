import type * as tf from '@tensorflow/tfjs'
import { channelsFirst, permuted } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { full } from '../graph/layout'
import { imageValue } from './window'
import type { Value } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'

interface Alignment {
  readonly alignCorners: boolean
  readonly halfPixelCenters: boolean
}

/** For each output position the input positions it mixes, with their weights. */
type Mixing = (inSize: number, outSize: number, alignment: Alignment) => readonly (readonly [number, number])[][]

function scaleOf(inSize: number, outSize: number, alignCorners: boolean): number {
  return alignCorners && outSize > 1 ? (inSize - 1) / (outSize - 1) : inSize / outSize
}

/** The formulas of TensorFlow.js's ResizeBilinear, for one axis. */
const bilinear: Mixing = (inSize, outSize, { alignCorners, halfPixelCenters }) => {
  const scale = scaleOf(inSize, outSize, alignCorners)
  return Array.from({ length: outSize }, (_, at) => {
    const source = halfPixelCenters ? scale * (at + 0.5) - 0.5 : scale * at
    const low = Math.max(0, Math.floor(source))
    const high = Math.min(inSize - 1, Math.ceil(source))
    const fraction = source - low
    return [
      [low, 1 - fraction],
      [high, fraction],
    ]
  })
}

/** The formulas of TensorFlow.js's ResizeNearestNeighbor, for one axis. */
const nearest: Mixing = (inSize, outSize, { alignCorners, halfPixelCenters }) => {
  const scale = scaleOf(inSize, outSize, alignCorners)
  return Array.from({ length: outSize }, (_, at) => {
    const source = halfPixelCenters ? scale * (at + 0.5) : scale * at
    const position = alignCorners ? Math.round(source) : Math.floor(source)
    return [[Math.min(inSize - 1, Math.max(0, position)), 1]]
  })
}

/** The weights as a matrix [outSize, inSize]. */
function matrix(mixing: Mixing, inSize: number, outSize: number, alignment: Alignment): Float32Array {
  const weights = new Float32Array(outSize * inSize)
  mixing(inSize, outSize, alignment).forEach((row, at) =>
    row.forEach(([source, weight]) => (weights[at * inSize + source] += weight)),
  )
  return weights
}

function transposed(weights: Float32Array, rows: number, columns: number): Float32Array {
  return weights.map((_, index) => weights[(index % rows) * columns + Math.floor(index / rows)])
}

interface Resizing extends Alignment {
  readonly mixing: Mixing
  /** Spatial sizes [height, width] of the smaller-index side: what is resized from and to, in the forward direction. */
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/**
 * Resizing is linear and separable: rows · X · columns, with a small constant matrix for each axis. Its gradient is the same
 * with both matrices transposed, so that every alignment rule and both interpolations share one formula.
 */
function resize(graph: Graph, image: Raw, resizing: Resizing, isGradient: boolean): Raw {
  const [rowsFrom, columnsFrom] = resizing.from
  const [rowsTo, columnsTo] = resizing.to
  const rows = matrix(resizing.mixing, rowsFrom, rowsTo, resizing)
  const columns = matrix(resizing.mixing, columnsFrom, columnsTo, resizing)
  const [height, width] = isGradient ? resizing.from : resizing.to
  const left = isGradient ? transposed(rows, rowsTo, rowsFrom) : rows
  const right = isGradient ? columns : transposed(columns, columnsTo, columnsFrom)
  const [batch, channels, inHeight, inWidth] = image.dims
  const wide = graph.operation('MatMul', [image, graph.constant(right, [inWidth, width], 'float32')], {
    dims: [batch, channels, inHeight, width],
  })
  return graph.operation('MatMul', [graph.constant(left, [height, inHeight], 'float32'), wide], {
    dims: [batch, channels, height, width],
  })
}

function kernels(name: string, mixing: Mixing): KernelDefinition[] {
  const spatial = (value: Value) => permuted(value.shape, [1, 2])
  return [
    defineKernel<'images', tf.ResizeBilinearAttrs>(name, ({ graph, inputs: { images }, attributes }) => {
      const resizing = { ...attributes, mixing, from: spatial(images), to: attributes.size }
      return imageValue(resize(graph, full(graph, images, channelsFirst(4)), resizing, false))
    }),
    // TensorFlow.js's gradients know no half-pixel centres: it ignores the attribute going back.
    defineKernel<'dy' | 'images', tf.ResizeBilinearGradAttrs>(
      `${name}Grad`,
      ({ graph, inputs: { dy, images }, attributes }) => {
        const alignment = { alignCorners: attributes.alignCorners, halfPixelCenters: false }
        const resizing = { ...alignment, mixing, from: spatial(images), to: spatial(dy) }
        return imageValue(resize(graph, full(graph, dy, channelsFirst(4)), resizing, true))
      },
    ),
  ]
}

export const resizeKernels: readonly KernelDefinition[] = [
  ...kernels('ResizeBilinear', bilinear),
  ...kernels('ResizeNearestNeighbor', nearest),
]
