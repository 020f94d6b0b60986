import { filled, isSame, permuted, range, type AxisOrder } from './axes'
import type { Graph, Raw } from './Graph'

/** Operators on tensors as they lie in memory. Each returns its input where there is nothing to do. */

export function reshape(graph: Graph, raw: Raw, dims: readonly number[]): Raw {
  if (isSame(raw.dims, dims)) return raw
  return graph.operation('Reshape', [raw, graph.integers(dims)], { dims, type: raw.type })
}

export function transpose(graph: Graph, raw: Raw, order: AxisOrder): Raw {
  if (isSame(order, range(order.length))) return raw
  const dims = permuted(raw.dims, order)
  const isLarge = (axis: number) => raw.dims[axis] > 1
  if (isSame(order.filter(isLarge), range(order.length).filter(isLarge))) return reshape(graph, raw, dims)
  return graph.operation('Transpose', [raw], { dims, type: raw.type, attributes: { perm: order } })
}

export function slice(graph: Graph, raw: Raw, starts: readonly number[], sizes: readonly number[]): Raw {
  if (isSame(sizes, raw.dims)) return raw
  const axes = range(raw.dims.length).filter((axis) => sizes[axis] !== raw.dims[axis])
  const bounds = [axes.map((axis) => starts[axis]), axes.map((axis) => starts[axis] + sizes[axis]), axes]
  return graph.operation('Slice', [raw, ...bounds.map((values) => graph.integers(values))], {
    dims: sizes,
    type: raw.type,
  })
}

/** Every `steps[axis]`-th element from `starts` on; negative steps walk backwards. */
export function stridedSlice(
  graph: Graph,
  raw: Raw,
  options: { starts: readonly number[]; sizes: readonly number[]; steps: readonly number[] },
): Raw {
  const { starts, sizes, steps } = options
  // ONNX's ends are exclusive, and -1 means "the last": walking back past index 0 needs a very negative end.
  const ends = sizes.map((size, axis) => {
    const end = starts[axis] + steps[axis] * size
    return end < 0 ? -(2 ** 31) : end
  })
  const bounds = [starts, ends, range(sizes.length), steps]
  return graph.operation('Slice', [raw, ...bounds.map((values) => graph.integers(values))], {
    dims: sizes,
    type: raw.type,
  })
}

/** Walks the given axes backwards. */
export function reversed(graph: Graph, raw: Raw, axes: readonly number[]): Raw {
  const large = axes.filter((axis) => raw.dims[axis] > 1)
  if (large.length === 0) return raw
  const minus = graph.integers(filled(large.length, -1))
  const inputs = [raw, minus, graph.integers(filled(large.length, -(2 ** 31))), graph.integers(large), minus]
  return graph.operation('Slice', inputs, { dims: raw.dims, type: raw.type })
}

/** Repeats 1-sized axes until the sizes are `dims`. */
export function expand(graph: Graph, raw: Raw, dims: readonly number[]): Raw {
  if (isSame(raw.dims, dims)) return raw
  return graph.operation('Expand', [raw, graph.integers(dims)], { dims, type: raw.type })
}

export function padded(
  graph: Graph,
  raw: Raw,
  options: { low: readonly number[]; high: readonly number[]; value?: number; mode?: 'constant' | 'reflect' },
): Raw {
  const { low, high, value = 0, mode = 'constant' } = options
  if ([...low, ...high].every((count) => count === 0)) return raw
  const fill = mode === 'constant' ? [graph.scalar(value, raw.type)] : []
  return graph.operation('Pad', [raw, graph.integers([...low, ...high]), ...fill], {
    dims: raw.dims.map((size, axis) => size + low[axis] + high[axis]),
    type: raw.type,
    attributes: { mode },
  })
}

export function concatenated(graph: Graph, raws: readonly Raw[], axis: number): Raw {
  if (raws.length === 1) return raws[0]
  const total = raws.reduce((sum, raw) => sum + raw.dims[axis], 0)
  return graph.operation('Concat', raws, {
    dims: raws[0].dims.map((size, index) => (index === axis ? total : size)),
    type: raws[0].type,
    attributes: { axis },
  })
}

/** Sums over `axes`, which stay as 1-sized axes. */
export function summed(graph: Graph, raw: Raw, axes: readonly number[]): Raw {
  const large = axes.filter((axis) => raw.dims[axis] > 1)
  if (large.length === 0) return raw
  return graph.operation('ReduceSum', [raw, graph.integers(large)], {
    dims: raw.dims.map((size, axis) => (axes.includes(axis) ? 1 : size)),
    type: raw.type,
    attributes: { keepdims: 1 },
  })
}
