import type * as tf from '@tensorflow/tfjs'
import { logicalOrder, product, type AxisOrder } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { full, placementOf } from '../graph/layout'
import { reshape, summed } from '../graph/physical'
import { placedValue, type Value } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'
import { castRaw, castValue } from './unary'

interface ReductionAttributes {
  readonly axis?: number | number[] | null | undefined
  readonly keepDims?: boolean
}

/** Physical axes to reduce, split by whether the elements are there or only meant (a broadcast not carried out). */
interface Reduced {
  readonly present: readonly number[]
  /** How many equal elements each present one stands for. */
  readonly repeatCount: number
}

type Reduction = (graph: Graph, raw: Raw, reduced: Reduced) => Raw

function reduce(graph: Graph, x: Value, attributes: ReductionAttributes, reduction: Reduction): Value {
  const axes = axesOf(attributes.axis, x.shape.length)
  const { raw, order } =
    x.kind === 'uniform'
      ? { raw: full(graph, x, logicalOrder(x.shape.length)), order: logicalOrder(x.shape.length) }
      : placementOf(graph, x)
  const physical = axes.map((axis) => order.indexOf(axis)).sort((a, b) => a - b)
  const present = physical.filter((axis) => raw.dims[axis] > 1)
  const repeatCount = product(axes.map((axis) => x.shape[axis])) / product(present.map((axis) => raw.dims[axis]))
  const result = reduction(graph, raw, { present, repeatCount })
  if (attributes.keepDims === true) {
    const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    return placedValue(shape, x.type, result, order)
  }
  return withoutAxes(graph, x, { raw: result, order, axes })
}

/** Drops reduced axes, which are 1-sized, from the shape. */
function withoutAxes(graph: Graph, x: Value, reduced: { raw: Raw; order: AxisOrder; axes: readonly number[] }): Value {
  const { raw, order, axes } = reduced
  const kept = order.filter((axis) => !axes.includes(axis))
  const sorted = [...kept].sort((a, b) => a - b)
  const dims = raw.dims.filter((_, physical) => !axes.includes(order[physical]))
  return placedValue(
    sorted.map((axis) => x.shape[axis]),
    raw.type === 'int64' ? 'int32' : raw.type,
    reshape(graph, raw, dims),
    kept.map((axis) => sorted.indexOf(axis)),
  )
}

/** TensorFlow.js says null or nothing for "all axes". */
function axesOf(axis: number | number[] | null | undefined, rank: number): number[] {
  if (axis === null || axis === undefined) return [...logicalOrder(rank)]
  return [axis].flat().map((one) => (one < 0 ? one + rank : one))
}

/** One of ONNX's Reduce… operators whose axes are an attribute. */
function byOperator(operator: string): Reduction {
  return (graph, raw, { present }) => {
    if (present.length === 0) return raw
    const dims = raw.dims.map((size, axis) => (present.includes(axis) ? 1 : size))
    return graph.operation(operator, [raw], { dims, type: raw.type, attributes: { axes: present, keepdims: 1 } })
  }
}

const sum: Reduction = (graph, raw, { present, repeatCount }) => {
  const total = summed(graph, raw, present)
  if (repeatCount === 1) return total
  return graph.operation('Mul', [total, graph.scalar(repeatCount, raw.type)], { dims: total.dims, type: raw.type })
}

const productOf: Reduction = (graph, raw, reduced) => {
  const total = byOperator('ReduceProd')(graph, raw, reduced)
  if (reduced.repeatCount === 1) return total
  const exponent = graph.scalar(reduced.repeatCount, raw.type)
  return graph.operation('Pow', [total, exponent], { dims: total.dims, type: raw.type })
}

/** ONNX reduces no booleans: all is a minimum and any a maximum over 0 and 1. */
function ofBooleans(operator: string): Reduction {
  return (graph, raw, reduced) =>
    castRaw(graph, byOperator(operator)(graph, castRaw(graph, raw, 'int32'), reduced), 'bool')
}

function kernel(name: string, reduction: Reduction): KernelDefinition {
  return defineKernel<'x', ReductionAttributes>(name, ({ graph, inputs: { x }, attributes }) =>
    reduce(graph, x, attributes, reduction),
  )
}

/** Max alone calls its axes by another name. */
const maxKernel = defineKernel<'x', tf.MaxAttrs>('Max', ({ graph, inputs: { x }, attributes }) =>
  reduce(graph, x, { ...attributes, axis: attributes.reductionIndices }, byOperator('ReduceMax')),
)

function argument(name: string, operator: string): KernelDefinition {
  return defineKernel<'x', tf.ArgMaxAttrs>(name, ({ graph, inputs: { x }, attributes }) => {
    const [axis] = axesOf(attributes.axis, x.shape.length)
    const { order } = placementOf(graph, x)
    const source = full(graph, x, order)
    const physical = order.indexOf(axis)
    const index = graph.operation(operator, [source], {
      dims: source.dims.map((size, at) => (at === physical ? 1 : size)),
      type: 'int64',
      attributes: { axis: physical, keepdims: 1 },
    })
    return withoutAxes(graph, x, { raw: castRaw(graph, index, 'int32'), order, axes: [axis] })
  })
}

export const reductionKernels: readonly KernelDefinition[] = [
  defineKernel<'x', ReductionAttributes>('Sum', ({ graph, inputs: { x }, attributes }) => {
    const numbers = x.type === 'bool' ? castValue(graph, x, 'int32') : x
    return reduce(graph, numbers, attributes, sum)
  }),
  kernel('Mean', byOperator('ReduceMean')),
  maxKernel,
  kernel('Min', byOperator('ReduceMin')),
  kernel('Prod', productOf),
  kernel('All', ofBooleans('ReduceMin')),
  kernel('Any', ofBooleans('ReduceMax')),
  argument('ArgMax', 'ArgMax'),
  argument('ArgMin', 'ArgMin'),
  defineKernel<'x', tf.CumsumAttrs>('Cumsum', ({ graph, inputs: { x }, attributes }) => {
    const [axis] = axesOf(attributes.axis, x.shape.length)
    const { order } = placementOf(graph, x)
    const source = full(graph, x, order)
    const raw = graph.operation('CumSum', [source, graph.scalar(order.indexOf(axis), 'int32')], {
      dims: source.dims,
      type: x.type,
      attributes: { exclusive: attributes.exclusive ? 1 : 0, reverse: attributes.reverse ? 1 : 0 },
    })
    return placedValue(x.shape, x.type, raw, order)
  }),
  defineKernel<'logits', tf.SoftmaxAttrs>('Softmax', ({ graph, inputs: { logits }, attributes }) => {
    const [axis] = axesOf(attributes.dim, logits.shape.length)
    const { order } = placementOf(graph, logits)
    return placedValue(
      logits.shape,
      logits.type,
      softmax(graph, full(graph, logits, order), order.indexOf(axis)),
      order,
    )
  }),
]

/** Spelled out: ONNX Runtime's Softmax transposes to and fro when the axis is not the last one. */
function softmax(graph: Graph, raw: Raw, axis: number): Raw {
  if (axis === raw.dims.length - 1) return graph.operation('Softmax', [raw], { dims: raw.dims, attributes: { axis } })
  const alongAxis: Reduced = { present: raw.dims[axis] > 1 ? [axis] : [], repeatCount: 1 }
  const largest = byOperator('ReduceMax')(graph, raw, alongAxis)
  const shifted = graph.operation('Sub', [raw, largest], { dims: raw.dims })
  const exponential = graph.operation('Exp', [shifted], { dims: raw.dims })
  const total = summed(graph, exponential, [axis])
  return graph.operation('Div', [exponential, total], { dims: raw.dims })
}
