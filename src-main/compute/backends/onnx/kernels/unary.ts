import type * as tf from '@tensorflow/tfjs'
import type { Attributes, Graph, Raw } from '../graph/Graph'
import { castNumber, uniformValue, type Value, type ValueType } from '../graph/values'
import { defineKernel, type KernelDefinition } from '../recorder/kernel'
import { valueTypeOf } from '../recorder/OnnxRecorder'
import { elementwise } from './elementwise'

/** One operator applied to `raw`, sizes and type unchanged. */
function apply(graph: Graph, operator: string, raw: Raw, attributes: Attributes = {}): Raw {
  return graph.operation(operator, [raw], { dims: raw.dims, type: raw.type, attributes })
}

/** `operator` on a tensor and a number. */
function withNumber(graph: Graph, operator: string, raw: Raw, value: number): Raw {
  return graph.operation(operator, [raw, graph.scalar(value, raw.type)], { dims: raw.dims, type: raw.type })
}

type Formula<A> = (graph: Graph, raw: Raw, attributes: A) => Raw

function unary<A = unknown>(
  name: string,
  formula: string | Formula<A>,
  onNumber?: (x: number, attributes: A) => number,
): KernelDefinition {
  return defineKernel<'x', A>(name, ({ graph, inputs: { x }, attributes }) => {
    if (x.kind === 'uniform' && onNumber !== undefined)
      return uniformValue(x.shape, x.type, onNumber(x.fill, attributes))
    return elementwise(graph, [x], x.type, ([raw]) =>
      typeof formula === 'string' ? apply(graph, formula, raw) : formula(graph, raw, attributes),
    )
  })
}

/** x > 0 ? 1 : alpha, from a comparison and a cast: ONNX's Where and Sign are several times slower. */
function step(graph: Graph, raw: Raw, alpha: number): Raw {
  const isPositive = graph.operation('Greater', [raw, graph.scalar(0, raw.type)], { dims: raw.dims, type: 'bool' })
  const zeroOrOne = castRaw(graph, isPositive, raw.type)
  if (alpha === 0) return zeroOrOne
  if (alpha > 0 && alpha <= 1) return withNumber(graph, 'Max', zeroOrOne, alpha)
  return withNumber(graph, 'Add', withNumber(graph, 'Mul', zeroOrOne, 1 - alpha), alpha)
}

const ELEMENT_TYPE_NUMBER = { float32: 1, int32: 6, bool: 9, int64: 7 } as const

export function castRaw(graph: Graph, raw: Raw, type: keyof typeof ELEMENT_TYPE_NUMBER): Raw {
  if (raw.type === type) return raw
  return graph.operation('Cast', [raw], { dims: raw.dims, type, attributes: { to: ELEMENT_TYPE_NUMBER[type] } })
}

export function castValue(graph: Graph, value: Value, type: ValueType): Value {
  if (value.type === type) return value
  if (value.kind === 'uniform') return uniformValue(value.shape, type, castNumber(value.fill, type))
  return elementwise(graph, [value], type, ([raw]) => castRaw(graph, raw, type))
}

const SELU_ALPHA = 1.6732632423543772
const SELU_SCALE = 1.0507009873554805

const DIRECT = [
  'Acos',
  'Acosh',
  'Asin',
  'Asinh',
  'Atan',
  'Atanh',
  'Ceil',
  'Cos',
  'Cosh',
  'Elu',
  'Erf',
  'Floor',
  'Reciprocal',
  'Round',
  'Sigmoid',
  'Sign',
  'Sin',
  'Sinh',
  'Softplus',
  'Tan',
  'Tanh',
] as const

export const unaryKernels: readonly KernelDefinition[] = [
  ...DIRECT.map((name) => unary(name, name)),
  unary('Abs', 'Abs', Math.abs),
  unary('Exp', 'Exp', Math.exp),
  unary('Log', 'Log', Math.log),
  unary('Neg', 'Neg', (x) => -x),
  unary('Relu', 'Relu', (x) => Math.max(x, 0)),
  unary('Sqrt', 'Sqrt', Math.sqrt),
  unary(
    'Square',
    (graph, raw) => graph.operation('Mul', [raw, raw], { dims: raw.dims, type: raw.type }),
    (x) => x * x,
  ),
  unary(
    'Rsqrt',
    (graph, raw) => apply(graph, 'Reciprocal', apply(graph, 'Sqrt', raw)),
    (x) => 1 / Math.sqrt(x),
  ),
  unary('Expm1', (graph, raw) => withNumber(graph, 'Sub', apply(graph, 'Exp', raw), 1)),
  unary('Log1p', (graph, raw) => apply(graph, 'Log', withNumber(graph, 'Add', raw, 1))),
  unary('Relu6', (graph, raw) =>
    graph.operation('Clip', [raw, graph.scalar(0), graph.scalar(6)], { dims: raw.dims, type: raw.type }),
  ),
  unary('Selu', (graph, raw) =>
    apply(graph, 'Selu', raw, { alpha: { float: SELU_ALPHA }, gamma: { float: SELU_SCALE } }),
  ),
  unary<tf.LeakyReluAttrs>('LeakyRelu', (graph, raw, { alpha }) =>
    apply(graph, 'LeakyRelu', raw, { alpha: { float: alpha } }),
  ),
  unary<tf.ClipByValueAttrs>('ClipByValue', (graph, raw, { clipValueMin, clipValueMax }) => {
    const bounds = [graph.scalar(clipValueMin, raw.type), graph.scalar(clipValueMax, raw.type)]
    return graph.operation('Clip', [raw, ...bounds], { dims: raw.dims, type: raw.type })
  }),
  unary<tf.StepAttrs>(
    'Step',
    (graph, raw, { alpha }) => step(graph, raw, alpha),
    (x, { alpha }) => (x > 0 ? 1 : alpha),
  ),
  defineKernel<'x'>('IsNan', ({ graph, inputs: { x } }) =>
    elementwise(graph, [x], 'bool', ([raw]) => graph.operation('IsNaN', [raw], { dims: raw.dims, type: 'bool' })),
  ),
  defineKernel<'x'>('LogicalNot', ({ graph, inputs: { x } }) =>
    elementwise(graph, [x], 'bool', ([raw]) => apply(graph, 'Not', raw)),
  ),
  defineKernel<'x', tf.CastAttrs>('Cast', ({ graph, inputs: { x }, attributes }) =>
    castValue(graph, x, valueTypeOf(attributes.dtype)),
  ),
  defineKernel<'x'>('Identity', ({ inputs: { x } }) => x),
  defineKernel<'x'>('ZerosLike', ({ inputs: { x } }) => uniformValue(x.shape, x.type, 0)),
  defineKernel<'x'>('OnesLike', ({ inputs: { x } }) => uniformValue(x.shape, x.type, 1)),
]
