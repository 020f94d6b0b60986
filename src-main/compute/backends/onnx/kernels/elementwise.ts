import * as tf from '@tensorflow/tfjs'
import { channelsFirst, filled, isSame, range, type AxisOrder } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { aligned, isOpen } from '../graph/layout'
import { reshape } from '../graph/physical'
import { openValue, placedValue, type Value, type ValueType } from '../graph/values'

/**
 * Records an operator that works element by element and broadcasts as ONNX does.
 *
 * The operands' memory orders are reconciled: the largest operand that already has one leads. If none has one, the result
 * stays open too.
 * @param combine receives the operands in one memory order and the sizes of the result
 */
export function elementwise(
  graph: Graph,
  operands: readonly Value[],
  type: ValueType,
  combine: (raws: readonly Raw[], dims: readonly number[]) => Raw,
): Value {
  const shape = operands.map((value) => value.shape).reduce((a, b) => broadcastShape(a, b))
  const rank = shape.length
  const build = (order: AxisOrder) => {
    const raws = operands.map((value) => aligned(graph, value, order))
    const result = combine(raws, broadcastDims(raws))
    return result.dims.length === rank ? result : reshape(graph, result, filled(rank, 1))
  }
  if (operands.every((value) => isOpen(value) && (value.shape.length === rank || isOneElement(value))))
    return openValue(shape, type, build)
  const order = leadingOrder(operands, rank)
  return placedValue(shape, type, build(order), order)
}

/** The value itself, seen in a broadcast `shape`; nothing is recorded but a change of rank. */
export function broadcast(graph: Graph, value: Value, shape: readonly number[]): Value {
  if (isSame(value.shape, shape)) return value
  if (value.kind === 'uniform') return { ...value, shape: [...shape] }
  const order = leadingOrder([value], shape.length)
  return placedValue(shape, value.type, aligned(graph, value, order), order)
}

/** What TensorFlow.js calls the broadcast of two shapes. */
export function broadcastShape(a: readonly number[], b: readonly number[]): readonly number[] {
  return tf.backend_util.assertAndGetBroadcastShape([...a], [...b])
}

function leadingOrder(operands: readonly Value[], rank: number): AxisOrder {
  const placements = operands.flatMap((value) =>
    value.kind === 'recorded' && value.placement !== null && value.shape.length === rank ? [value.placement] : [],
  )
  const isVaried = (raw: Raw) => raw.dims.filter((size) => size > 1).length > 1
  const lead = placements.find((placement) => isVaried(placement.raw)) ?? placements[0]
  return lead?.order ?? channelsFirst(rank)
}

/** Sizes after ONNX broadcasting: all raws have the same rank or rank 0. */
function broadcastDims(raws: readonly Raw[]): number[] {
  const rank = Math.max(...raws.map((raw) => raw.dims.length))
  return range(rank).map((axis) => Math.max(...raws.map((raw) => raw.dims[axis] ?? 1)))
}

function isOneElement(value: Value): boolean {
  return value.kind === 'uniform' || value.shape.every((size) => size === 1)
}
