import * as tf from '@tensorflow/tfjs'
import { isSame, logicalOrder, permuted, product, toPhysical } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { full, orderOf, placementOf } from '../graph/layout'
import { concatenated, padded, reversed, slice, stridedSlice } from '../graph/physical'
import { hostValue, placedValue, uniformValue, type Value, type ValueType } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'
import { valueTypeOf } from '../recorder/OnnxRecorder'
import { elementwise } from './elementwise'
import { reshapeValue } from './reshape'
import { castRaw } from './unary'

/** `x` with every broadcast carried out, in its own memory order, handed to `change`; the logical shape becomes `shape`. */
function rearranged(
  graph: Graph,
  x: Value,
  shape: readonly number[],
  change: (raw: Raw, inPhysicalOrder: (perAxis: readonly number[]) => number[]) => Raw,
): Value {
  const order = orderOf(x)
  const raw = change(full(graph, x, order), (perAxis) => permuted(perAxis, order))
  return placedValue(shape, x.type, raw, order)
}

function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis
}

function transposeValue(x: Value, axes: readonly number[], graph: Graph): Value {
  const shape = axes.map((axis) => x.shape[axis])
  switch (x.kind) {
    case 'uniform':
      return { ...x, shape }
    case 'host':
      return { ...x, shape, data: toPhysical(x.data, x.shape, axes) }
    case 'recorded': {
      // Nothing moves in memory: only which logical axis is where.
      const { raw, order } = placementOf(graph, x)
      return placedValue(
        shape,
        x.type,
        raw,
        order.map((axis) => axes.indexOf(axis)),
      )
    }
  }
}

function concatValues(graph: Graph, values: readonly Value[], axis: number): Value {
  const present = values.filter((value) => product(value.shape) > 0)
  if (present.length === 1) return present[0]
  const order = orderOf(present.find((value) => value.kind === 'recorded' && value.placement !== null) ?? present[0])
  const raws = present.map((value) => full(graph, value, order))
  const length = present.reduce((sum, value) => sum + value.shape[axis], 0)
  const shape = present[0].shape.map((size, at) => (at === axis ? length : size))
  return placedValue(shape, present[0].type, concatenated(graph, raws, order.indexOf(axis)), order)
}

function splitValue(graph: Graph, x: Value, sizes: readonly number[], axis: number): Value[] {
  const shapes = sizes.map((size) => x.shape.map((whole, at) => (at === axis ? size : whole)))
  if (x.kind === 'uniform') return shapes.map((shape) => ({ ...x, shape }))
  if (sizes.length === 1) return [x]
  const order = orderOf(x)
  const outputs = graph.operations(
    'Split',
    [full(graph, x, order), graph.integers(sizes)],
    shapes.map((shape) => ({ dims: permuted(shape, order), type: x.type })),
    { axis: order.indexOf(axis) },
  )
  return outputs.map((raw, n) => placedValue(shapes[n], x.type, raw, order))
}

function without(shape: readonly number[], axis: number): number[] {
  return shape.filter((_, at) => at !== axis)
}

function tile(graph: Graph, x: Value, reps: readonly number[]): Value {
  const shape = x.shape.map((size, axis) => size * reps[axis])
  if (x.kind === 'uniform') return { ...x, shape }
  // Repeating a 1-sized axis is a broadcast, which costs nothing until somebody needs it carried out.
  if (reps.every((count, axis) => count === 1 || x.shape[axis] === 1)) {
    const { raw, order } = placementOf(graph, x)
    return placedValue(shape, x.type, raw, order)
  }
  return rearranged(graph, x, shape, (raw, physical) =>
    graph.operation('Tile', [raw, graph.integers(physical(reps))], { dims: physical(shape), type: x.type }),
  )
}

function pad(
  graph: Graph,
  x: Value,
  paddings: readonly (readonly [number, number])[],
  options: { value?: number; mode?: 'constant' | 'reflect' },
): Value {
  const [low, high] = [paddings.map((pair) => pair[0]), paddings.map((pair) => pair[1])]
  const shape = x.shape.map((size, axis) => size + low[axis] + high[axis])
  return rearranged(graph, x, shape, (raw, physical) =>
    padded(graph, raw, { low: physical(low), high: physical(high), ...options }),
  )
}

function oneHot(graph: Graph, indices: Value, attributes: tf.OneHotAttrs): Value {
  const { depth, onValue, offValue } = attributes
  const type: ValueType = valueTypeOf(attributes.dtype)
  const shape = [...indices.shape, depth]
  const column = reshapeValue(graph, indices, [...indices.shape, 1])
  const classes = Int32Array.from({ length: depth }, (_, index) => index)
  const isClass: Value = { kind: 'host', shape: [depth], type: 'int32', data: classes }
  return elementwise(graph, [column, isClass, uniformValue(shape, 'int32', 0)], type, ([index, candidate], dims) => {
    const isEqual = graph.operation('Equal', [castRaw(graph, index, 'int32'), candidate], { dims, type: 'bool' })
    if (onValue === 1 && offValue === 0) return castRaw(graph, isEqual, type)
    return graph.operation('Where', [isEqual, graph.scalar(onValue, type), graph.scalar(offValue, type)], {
      dims,
      type,
    })
  })
}

function strided(graph: Graph, x: Value, attributes: tf.StridedSliceAttrs): Value {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes
  const info = tf.slice_util.sliceInfo(
    [...x.shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  )
  const sizes = tf.slice_util.computeOutShape(info.begin, info.end, info.strides)
  const cut = rearranged(graph, x, sizes, (raw, physical) =>
    stridedSlice(graph, raw, {
      starts: physical(info.begin),
      sizes: physical(sizes),
      steps: physical(info.strides),
    }),
  )
  return reshapeValue(graph, cut, info.finalShape)
}

export const shapeKernels: readonly KernelDefinition[] = [
  defineKernel<'x', tf.TransposeAttrs>('Transpose', ({ graph, inputs: { x }, attributes }) =>
    transposeValue(x, attributes.perm, graph),
  ),
  defineKernel<string, tf.ConcatAttrs>('Concat', ({ graph, list, attributes }) =>
    concatValues(graph, list, axisOf(attributes.axis, list[0].shape.length)),
  ),
  defineKernel<string, tf.PackAttrs>('Pack', ({ graph, list, attributes }) => {
    const axis = axisOf(attributes.axis, list[0].shape.length + 1)
    const { shape } = list[0]
    const layers = list.map((value) => reshapeValue(graph, value, [...shape.slice(0, axis), 1, ...shape.slice(axis)]))
    return concatValues(graph, layers, axis)
  }),
  defineKernel<'x', tf.SplitVAttrs>('SplitV', ({ graph, inputs: { x }, attributes }) => {
    const axis = axisOf(attributes.axis, x.shape.length)
    const { numOrSizeSplits } = attributes
    const sizes =
      typeof numOrSizeSplits === 'number'
        ? Array.from({ length: numOrSizeSplits }, () => x.shape[axis] / numOrSizeSplits)
        : withInferredSize(numOrSizeSplits, x.shape[axis])
    return splitValue(graph, x, sizes, axis)
  }),
  defineKernel<'value', tf.UnpackAttrs>('Unpack', ({ graph, inputs: { value }, attributes }) => {
    const axis = axisOf(attributes.axis, value.shape.length)
    const ones = Array.from({ length: value.shape[axis] }, () => 1)
    return splitValue(graph, value, ones, axis).map((part) => reshapeValue(graph, part, without(part.shape, axis)))
  }),
  defineKernel<'x', tf.SliceAttrs>('Slice', ({ graph, inputs: { x }, attributes }) => {
    const begin = x.shape.map((_, axis) => [attributes.begin].flat()[axis] ?? 0)
    const size = x.shape.map((whole, axis) => {
      const wanted = [attributes.size].flat()[axis] ?? -1
      return wanted < 0 ? whole - begin[axis] : wanted
    })
    if (isSame(size, x.shape)) return x
    if (x.kind === 'uniform') return { ...x, shape: size }
    return rearranged(graph, x, size, (raw, physical) => slice(graph, raw, physical(begin), physical(size)))
  }),
  defineKernel<'x', tf.StridedSliceAttrs>('StridedSlice', ({ graph, inputs: { x }, attributes }) =>
    strided(graph, x, attributes),
  ),
  defineKernel<'x', tf.TileAttrs>('Tile', ({ graph, inputs: { x }, attributes }) => tile(graph, x, attributes.reps)),
  defineKernel<'x', tf.PadV2Attrs>('PadV2', ({ graph, inputs: { x }, attributes }) =>
    pad(graph, x, attributes.paddings, { value: attributes.constantValue }),
  ),
  defineKernel<'x', tf.MirrorPadAttrs>('MirrorPad', ({ graph, inputs: { x }, attributes }) => {
    if (attributes.mode !== 'reflect')
      throw new Error(`MirrorPad in mode '${attributes.mode}' has no ONNX operator; only 'reflect' can be recorded.`)
    return pad(graph, x, attributes.paddings, { mode: 'reflect' })
  }),
  defineKernel<'x', tf.ReverseAttrs>('Reverse', ({ graph, inputs: { x }, attributes }) => {
    const order = orderOf(x)
    const axes = [attributes.dims].flat().map((axis) => order.indexOf(axisOf(axis, x.shape.length)))
    return rearranged(graph, x, x.shape, (raw) => reversed(graph, raw, axes))
  }),
  defineKernel<'x' | 'indices', tf.GatherV2Attrs>('GatherV2', ({ graph, inputs: { x, indices }, attributes }) => {
    if (attributes.batchDims !== 0) throw new Error('GatherV2 with batch dimensions cannot be recorded.')
    const axis = axisOf(attributes.axis, x.shape.length)
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]
    const source = full(graph, x, logicalOrder(x.shape.length))
    const which = castRaw(graph, full(graph, indices, logicalOrder(indices.shape.length)), 'int32')
    const raw = graph.operation('Gather', [source, which], { dims: shape, type: x.type, attributes: { axis } })
    return placedValue(shape, x.type, raw, logicalOrder(shape.length))
  }),
  defineKernel<'indices', tf.OneHotAttrs>('OneHot', ({ graph, inputs: { indices }, attributes }) =>
    oneHot(graph, indices, attributes),
  ),
  defineKernel<never, tf.RangeAttrs>('Range', ({ attributes }) => {
    const { start, stop, step } = attributes
    const count = Math.max(0, Math.ceil((stop - start) / step))
    const values = Float32Array.from({ length: count }, (_, index) => start + index * step)
    return hostValue(
      [count],
      valueTypeOf(attributes.dtype),
      attributes.dtype === 'int32' ? Int32Array.from(values) : values,
    )
  }),
  defineKernel<never, tf.FillAttrs>('Fill', ({ attributes }) =>
    uniformValue(
      attributes.shape,
      valueTypeOf(attributes.dtype ?? 'float32'),
      typeof attributes.value === 'number' ? attributes.value : Number.NaN,
    ),
  ),
]

/** TensorFlow.js allows one size of -1: whatever is left. */
function withInferredSize(sizes: readonly number[], whole: number): number[] {
  const known = sizes.filter((size) => size >= 0).reduce((a, b) => a + b, 0)
  return sizes.map((size) => (size < 0 ? whole - known : size))
}
