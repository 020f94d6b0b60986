import * as tf from '@tensorflow/tfjs'
import { channelsFirst, isSame, logicalOrder, permuted, product, type AxisOrder } from '../graph/axes'
import type { Graph } from '../graph/Graph'
import { full, isOpen, orderOf } from '../graph/layout'
import { reshape } from '../graph/physical'
import { placedValue, type Value } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'

/**
 * The same elements, in row-major logical order, under another shape.
 *
 * Splitting the channels of a channels-first tensor (group norm), or merging axes that lie beside each other in memory, moves
 * nothing. Otherwise the elements are first brought into logical order.
 */
export function reshapeValue(graph: Graph, value: Value, shape: readonly number[]): Value {
  if (isSame(value.shape, shape)) return value
  if (value.kind !== 'recorded') return { ...value, shape: [...shape] }
  const own = isOpen(value) && value.placement === null ? logicalOrder(value.shape.length) : orderOf(value)
  const order = orderAfterReshape(value.shape, shape, own)
  if (order !== undefined)
    return placedValue(shape, value.type, reshape(graph, full(graph, value, own), permuted(shape, order)), order)
  const flat = full(graph, value, logicalOrder(value.shape.length))
  return placedValue(shape, value.type, reshape(graph, flat, shape), logicalOrder(shape.length))
}

/**
 * The memory order of the reshaped tensor if no element has to move, otherwise undefined.
 *
 * Both shapes are cut into the smallest runs of axes with equal products. A run of input axes that lies together and in order
 * in memory can become its run of output axes in place.
 */
export function orderAfterReshape(
  from: readonly number[],
  to: readonly number[],
  order: AxisOrder,
): AxisOrder | undefined {
  const physical = order.filter((axis) => from[axis] > 1)
  const position = new Map(physical.map((axis, at) => [axis, at]))
  const runs = runsOf(from, to)
  for (const { inputs } of runs)
    for (let n = 1; n < inputs.length; n++)
      if (position.get(inputs[n]) !== (position.get(inputs[n - 1]) ?? 0) + 1) return undefined
  const inMemory = [...runs].sort((a, b) => (position.get(a.inputs[0]) ?? 0) - (position.get(b.inputs[0]) ?? 0))
  const large = inMemory.flatMap((run) => run.outputs)
  const usual = [channelsFirst(to.length), logicalOrder(to.length)]
  const isLarge = (axis: number) => to[axis] > 1
  const agreeing = usual.find((candidate) => isSame(candidate.filter(isLarge), large))
  return agreeing ?? [...logicalOrder(to.length).filter((axis) => !isLarge(axis)), ...large]
}

interface Run {
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}

function runsOf(from: readonly number[], to: readonly number[]): Run[] {
  const inputs = logicalOrder(from.length).filter((axis) => from[axis] > 1)
  const outputs = logicalOrder(to.length).filter((axis) => to[axis] > 1)
  const runs: Run[] = []
  let [input, output] = [0, 0]
  while (input < inputs.length) {
    const run = { inputs: [inputs[input]], outputs: [outputs[output]] }
    let [inputSize, outputSize] = [from[inputs[input++]], to[outputs[output++]]]
    while (inputSize !== outputSize) {
      if (inputSize < outputSize) {
        run.inputs.push(inputs[input])
        inputSize *= from[inputs[input++]]
      } else {
        run.outputs.push(outputs[output])
        outputSize *= to[outputs[output++]]
      }
    }
    runs.push(run)
  }
  return runs
}

export const reshapeKernels: readonly KernelDefinition[] = [
  defineKernel<'x', tf.ReshapeAttrs>('Reshape', ({ graph, inputs: { x }, attributes }) =>
    reshapeValue(graph, x, tf.util.inferFromImplicitShape([...attributes.shape], product(x.shape))),
  ),
  defineKernel<'input', tf.ExpandDimsAttrs>('ExpandDims', ({ graph, inputs: { input }, attributes }) => {
    const at = attributes.dim < 0 ? input.shape.length + 1 + attributes.dim : attributes.dim
    return reshapeValue(graph, input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)])
  }),
]
