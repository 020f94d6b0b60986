import { filled, product, range } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { concatenated, padded, reshape, reversed, slice, stridedSlice, summed, transpose } from '../graph/physical'
import { convolve, type Window } from './window'

interface Images {
  /** [batch, in, …space] */
  readonly x: Raw
  /** [batch, out, …space after the window's stride] */
  readonly dy: Raw
  readonly window: Window
}

/**
 * The gradient of a convolution by its filter, [out, in, …taps], in one of three equal forms. All are a convolution of x with
 * dy as the filter, dilated by the stride.
 */
export function filterGradient(graph: Graph, images: Images & { readonly form: 'wide' | 'taps' }): Raw {
  if (images.form === 'taps') return byTaps(graph, images)
  // With one input channel there is nothing to lay innermost.
  return images.x.dims[1] > 1 ? wide(graph, images) : plain(graph, images)
}

/** x cut and padded so that exactly the window's taps come out of a convolution with dy. */
function fitted(graph: Graph, { x, dy, window }: Images): { x: Raw; low: readonly number[]; high: readonly number[] } {
  const space = x.dims.slice(2)
  const excess = space.map((length, axis) => {
    const reach = window.size[axis] + window.strides[axis] * (dy.dims[axis + 2] - 1)
    return reach - length - window.low[axis]
  })
  const sizes = [...x.dims.slice(0, 2), ...space.map((length, axis) => length + Math.min(0, excess[axis]))]
  return {
    x: slice(graph, x, filled(sizes.length, 0), sizes),
    low: window.low,
    high: excess.map((n) => Math.max(0, n)),
  }
}

/** Batch and channels swapped: channels become the batch. */
function swapped(graph: Graph, raw: Raw): Raw {
  return transpose(graph, raw, [1, 0, ...range(raw.dims.length - 2, 2)])
}

function plain(graph: Graph, images: Images): Raw {
  const { x, low, high } = fitted(graph, images)
  const { dy, window } = images
  const ones = filled(window.size.length, 1)
  const sliding = { size: dy.dims.slice(2), strides: ones, dilations: window.strides, low, high }
  return swapped(graph, convolve(graph, swapped(graph, x), swapped(graph, dy), sliding))
}

/**
 * The same convolution with the input channels laid innermost beside the last spatial axis: x as one image
 * [1, batch, D, H, W·in], dy as the filter [out, batch, D, H, W] dilated by `in` on the last axis, result
 * [1, out, kd, kh, kw·in]. im2col then copies runs of kw·in floats instead of kw: 1.9 times faster on the 3D networks.
 */
function wide(graph: Graph, images: Images): Raw {
  const { dy, window } = images
  const [inCount, outCount] = [images.x.dims[1], dy.dims[1]]
  const spatialRank = window.size.length
  const spatialAxes = range(spatialRank, 2)
  if (inCount > outCount && window.strides.every((stride) => stride === 1)) {
    // The larger side is better the filter: with the roles swapped the taps come out reversed.
    const low = window.size.map((size, axis) => size - 1 - window.low[axis])
    const turned = wide(graph, { x: dy, dy: images.x, window: { ...window, low } })
    return reversed(graph, swapped(graph, turned), spatialAxes)
  }
  const { x, low, high } = fitted(graph, images)
  const last = spatialRank - 1
  const widened = (values: readonly number[]) => values.map((value, axis) => (axis === last ? value * inCount : value))
  const innermost = transpose(graph, x, [0, ...spatialAxes, 1])
  const image = reshape(graph, innermost, [1, x.dims[0], ...widened(x.dims.slice(2))])
  const sliding = {
    size: dy.dims.slice(2),
    strides: filled(spatialRank, 1),
    dilations: widened(window.strides),
    low: widened(low),
    high: widened(high),
  }
  const result = convolve(graph, image, swapped(graph, dy), sliding)
  return transpose(graph, reshape(graph, result, [outCount, ...window.size, inCount]), [
    0,
    spatialRank + 1,
    ...range(spatialRank, 1),
  ])
}

/** One matrix product dy [batch, out, P] × shifted x [batch, P, in] for each tap of the filter. */
function byTaps(graph: Graph, { x, dy, window }: Images): Raw {
  const [batch, inCount, ...space] = x.dims
  const outCount = dy.dims[1]
  const outSpace = dy.dims.slice(2)
  const spatialRank = space.length
  const none = [0, 0]
  const high = space.map((length, axis) => {
    const reach = window.size[axis] + window.strides[axis] * (outSpace[axis] - 1)
    return Math.max(0, reach - length - window.low[axis])
  })
  const source = padded(graph, x, { low: [...none, ...window.low], high: [...none, ...high] })
  const gradient = reshape(graph, dy, [batch, outCount, product(outSpace)])
  const products = positions(window.size).map((tap) => {
    const shifted = stridedSlice(graph, source, {
      starts: [0, 0, ...tap],
      sizes: [batch, inCount, ...outSpace],
      steps: [1, 1, ...window.strides],
    })
    const columns = transpose(graph, reshape(graph, shifted, [batch, inCount, product(outSpace)]), [0, 2, 1])
    const perBatch = graph.operation('MatMul', [gradient, columns], { dims: [batch, outCount, inCount] })
    return reshape(graph, summed(graph, perBatch, [0]), [outCount, inCount, 1])
  })
  return reshape(graph, concatenated(graph, products, 2), [outCount, inCount, ...window.size.slice(0, spatialRank)])
}

/** All index tuples below `sizes`, last axis fastest. */
function positions(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (tuples, size) => tuples.flatMap((tuple) => range(size).map((index) => [...tuple, index])),
    [[]],
  )
}
