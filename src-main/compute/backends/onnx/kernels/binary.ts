import type * as tf from '@tensorflow/tfjs'
import { filled } from '../graph/axes'
import type { Graph, Raw } from '../graph/Graph'
import { uniformValue, type Value, type ValueType } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'
import { reshapeValue } from './reshape'
import { broadcast, broadcastShape, elementwise } from './elementwise'
import { castRaw } from './unary'

interface Arithmetic {
  readonly onNumbers?: (a: number, b: number) => number
  /** The number that leaves the other operand as it is, on the left and on the right. */
  readonly neutralLeft?: number
  readonly neutralRight?: number
}

function operation(graph: Graph, operator: string, raws: readonly Raw[], dims: readonly number[], type: ValueType) {
  return graph.operation(operator, raws, { dims, type })
}

function isNumber(value: Value, number: number | undefined): boolean {
  return value.kind === 'uniform' && value.fill === number
}

/** One of ONNX's two-operand operators on numbers. */
function arithmetic(name: string, operator: string, rules: Arithmetic = {}): KernelDefinition {
  return defineKernel<'a' | 'b'>(name, ({ graph, inputs: { a, b } }) => combineNumbers(graph, operator, [a, b], rules))
}

function combineNumbers(
  graph: Graph,
  operator: string,
  [a, b]: readonly [Value, Value],
  rules: Arithmetic = {},
): Value {
  const shape = broadcastShape(a.shape, b.shape)
  if (a.kind === 'uniform' && b.kind === 'uniform' && rules.onNumbers !== undefined)
    return uniformValue(shape, a.type, rules.onNumbers(a.fill, b.fill))
  if (isNumber(b, rules.neutralRight)) return broadcast(graph, a, shape)
  if (isNumber(a, rules.neutralLeft)) return broadcast(graph, b, shape)
  return elementwise(graph, [a, b], a.type, (raws, dims) => operation(graph, operator, raws, dims, a.type))
}

function comparison(name: string, operator: string, isNegated = false): KernelDefinition {
  return defineKernel<'a' | 'b'>(name, ({ graph, inputs: { a, b } }) =>
    elementwise(graph, [a, b], 'bool', (raws, dims) => {
      const result = operation(graph, operator, raws, dims, 'bool')
      return isNegated ? operation(graph, 'Not', [result], dims, 'bool') : result
    }),
  )
}

/** Rounds a quotient down. int32 goes through float32: ONNX's integer division rounds towards zero. */
function floorOfQuotient(graph: Graph, [a, b]: readonly Raw[], dims: readonly number[]): Raw {
  const quotient = operation(
    graph,
    'Div',
    [a, b].map((raw) => castRaw(graph, raw, 'float32')),
    dims,
    'float32',
  )
  return castRaw(graph, operation(graph, 'Floor', [quotient], dims, 'float32'), a.type)
}

const addition: Arithmetic = { onNumbers: (a, b) => a + b, neutralLeft: 0, neutralRight: 0 }

export const binaryKernels: readonly KernelDefinition[] = [
  arithmetic('Add', 'Add', addition),
  arithmetic('Sub', 'Sub', { onNumbers: (a, b) => a - b, neutralRight: 0 }),
  arithmetic('Multiply', 'Mul', { onNumbers: (a, b) => a * b, neutralLeft: 1, neutralRight: 1 }),
  arithmetic('RealDiv', 'Div', { onNumbers: (a, b) => a / b, neutralRight: 1 }),
  arithmetic('Pow', 'Pow', { onNumbers: Math.pow, neutralRight: 1 }),
  arithmetic('Maximum', 'Max', { onNumbers: Math.max }),
  arithmetic('Minimum', 'Min', { onNumbers: Math.min }),
  comparison('Equal', 'Equal'),
  comparison('NotEqual', 'Equal', true),
  comparison('Greater', 'Greater'),
  comparison('GreaterEqual', 'GreaterOrEqual'),
  comparison('Less', 'Less'),
  comparison('LessEqual', 'LessOrEqual'),
  comparison('LogicalAnd', 'And'),
  comparison('LogicalOr', 'Or'),
  defineKernel<'a' | 'b'>('SquaredDifference', ({ graph, inputs: { a, b } }) =>
    elementwise(graph, [a, b], a.type, (raws, dims) => {
      const difference = operation(graph, 'Sub', raws, dims, a.type)
      return operation(graph, 'Mul', [difference, difference], dims, a.type)
    }),
  ),
  defineKernel<'a' | 'b'>('FloorDiv', ({ graph, inputs: { a, b } }) =>
    elementwise(graph, [a, b], a.type, (raws, dims) => floorOfQuotient(graph, raws, dims)),
  ),
  defineKernel<'a' | 'b'>('Mod', ({ graph, inputs: { a, b } }) =>
    elementwise(graph, [a, b], a.type, (raws, dims) => {
      const multiple = operation(graph, 'Mul', [floorOfQuotient(graph, raws, dims), raws[1]], dims, a.type)
      return operation(graph, 'Sub', [raws[0], multiple], dims, a.type)
    }),
  ),
  defineKernel<'x' | 'alpha'>('Prelu', ({ graph, inputs: { x, alpha } }) =>
    elementwise(graph, [x, alpha], x.type, ([value, slope], dims) => {
      const zero = graph.scalar(0, x.type)
      const negative = operation(graph, 'Min', [value, zero], value.dims, x.type)
      const scaled = operation(graph, 'Mul', [negative, slope], dims, x.type)
      return operation(graph, 'Add', [operation(graph, 'Relu', [value], value.dims, x.type), scaled], dims, x.type)
    }),
  ),
  defineKernel<'dy' | 'y'>('EluGrad', ({ graph, inputs: { dy, y } }) =>
    elementwise(graph, [dy, y], dy.type, ([gradient, output], dims) => {
      // y >= 0 ? 1 : y + 1, which is min(y, 0) + 1
      const negative = operation(graph, 'Min', [output, graph.scalar(0)], output.dims, 'float32')
      const slope = operation(graph, 'Add', [negative, graph.scalar(1)], output.dims, 'float32')
      return operation(graph, 'Mul', [gradient, slope], dims, 'float32')
    }),
  ),
  defineKernel<string>('AddN', ({ graph, list }) =>
    list.reduce((sum, value) => combineNumbers(graph, 'Add', [sum, value], addition)),
  ),
  defineKernel<'condition' | 't' | 'e'>('Select', ({ graph, inputs: { condition, t, e } }) => {
    // A rank-1 condition picks whole rows of higher-rank choices.
    const isRowwise = condition.shape.length === 1 && t.shape.length > 1
    const rows = [condition.shape[0], ...filled(t.shape.length - 1, 1)]
    const mask = isRowwise ? reshapeValue(graph, condition, rows) : condition
    return elementwise(graph, [mask, t, e], t.type, (raws, dims) => operation(graph, 'Where', raws, dims, t.type))
  }),
  defineKernel<'x' | 'mean' | 'variance' | 'offset' | 'scale', tf.FusedBatchNormAttrs>(
    'FusedBatchNorm',
    ({ graph, inputs, attributes }) => {
      const { x, mean, variance } = inputs
      const operands = [x, mean, variance, inputs.scale, inputs.offset].filter((value) => value !== undefined)
      return elementwise(graph, operands, x.type, ([value, centre, spread, ...affine], dims) => {
        const withEpsilon = operation(
          graph,
          'Add',
          [spread, graph.scalar(attributes.varianceEpsilon)],
          spread.dims,
          x.type,
        )
        const deviation = operation(graph, 'Sqrt', [withEpsilon], spread.dims, x.type)
        const centred = operation(graph, 'Sub', [value, centre], dims, x.type)
        const normal = operation(graph, 'Div', [centred, deviation], dims, x.type)
        const scale = inputs.scale === undefined ? undefined : affine[0]
        const offset = inputs.offset === undefined ? undefined : affine[affine.length - 1]
        const scaled = scale === undefined ? normal : operation(graph, 'Mul', [normal, scale], dims, x.type)
        return offset === undefined ? scaled : operation(graph, 'Add', [scaled, offset], dims, x.type)
      })
    },
  ),
]
