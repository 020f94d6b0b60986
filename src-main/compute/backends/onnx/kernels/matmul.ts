import type * as tf from '@tensorflow/tfjs'
import { logicalOrder, type AxisOrder } from '../graph/axes'
import { full } from '../graph/layout'
import { placedValue } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'
import { broadcastShape } from './elementwise'

/** The last two axes exchanged. */
function transposedOrder(rank: number): AxisOrder {
  return [...logicalOrder(rank - 2), rank - 1, rank - 2]
}

export const matmulKernels: readonly KernelDefinition[] = [
  defineKernel<'a' | 'b', tf.BatchMatMulAttrs>('BatchMatMul', ({ graph, inputs: { a, b }, attributes }) => {
    // A transposed operand is one whose last two axes are wanted in the other order: free if it lies like that already.
    const orderOfOperand = (rank: number, isTransposed: boolean) =>
      isTransposed ? transposedOrder(rank) : logicalOrder(rank)
    const left = full(graph, a, orderOfOperand(a.shape.length, attributes.transposeA))
    const right = full(graph, b, orderOfOperand(b.shape.length, attributes.transposeB))
    const batch = broadcastShape(left.dims.slice(0, -2), right.dims.slice(0, -2))
    const dims = [...batch, left.dims[left.dims.length - 2], right.dims[right.dims.length - 1]]
    return placedValue(dims, 'float32', graph.operation('MatMul', [left, right], { dims }), logicalOrder(dims.length))
  }),
]
