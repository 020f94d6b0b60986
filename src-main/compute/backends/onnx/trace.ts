import * as tf from '@tensorflow/tfjs'
import { SlicewrightError } from '../../../domain/errors'
import type { Program, Shape } from '../Backend'
import { channelsFirst, logicalOrder, permuted, type AxisOrder } from './graph/axes'
import type { Raw } from './graph/Graph'
import { full, orderOf, placed } from './graph/layout'
import { hostValue, openValue, placedValue, type Value } from './graph/values'
import type { RecordingOptions } from './recorder/RecordingOptions'
import { OnnxRecorder, RECORDER_NAME } from './recorder/OnnxRecorder'
import { registerKernels } from './recorder/registerKernels'

/** A tensor that goes into or comes out of a recorded graph. */
export interface Port {
  readonly name: string
  /** Logical, channels last. */
  readonly shape: Shape
  readonly raw: Raw
  /** Physical axis p of `raw` holds logical axis `order[p]`. */
  readonly order: AxisOrder
}

export interface RecordedProgram {
  /** Only the inputs that anything depends on. */
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /** Variables that are read or assigned. */
  readonly state: readonly StatePort[]
}

export interface StatePort {
  /** The program's name of the variable. */
  readonly variable: string
  readonly shape: Shape
  /** The memory order in which the variable is kept between calls. */
  readonly order: AxisOrder
  readonly input: Port | null
  readonly output: Port | null
}

export interface TraceOptions extends RecordingOptions {
  /** `logical`: inputs and outputs as TensorFlow.js has them. `channelsFirst`: as ONNX models have them. */
  readonly portOrder: 'logical' | 'channelsFirst'
  /** Row-major values that replace the variables: the graph then has no state. */
  readonly frozen?: Readonly<Record<string, Float32Array>>
}

/**
 * Runs `program.compute` once under the recording backend.
 *
 * Whatever happens inside, TensorFlow.js has its former backend back afterwards, all variables their values, and no tensor of
 * the recording is left.
 * @throws SlicewrightError INTERNAL if the program breaks the rules of `Program`; TensorFlow.js's own error, which names the
 * kernel, if a kernel cannot be recorded
 */
export function trace(program: Program, options: TraceOptions): RecordedProgram {
  requireDistinctNames(program)
  registerKernels()
  const engine = tf.engine()
  const former = formerBackendName()
  // Cloning shares the data: assigning back restores the variable wherever the program left it.
  const variables = Object.values(engine.registeredVariables)
  const originals = variables.map((variable) => ({ variable, original: tf.keep(tf.clone(variable)) }))
  const recorder = new OnnxRecorder(options)
  tf.registerBackend(RECORDER_NAME, () => recorder, 0)
  void tf.setBackend(RECORDER_NAME)
  engine.startScope('recording')
  try {
    return record(program, recorder, options)
  } finally {
    const born = Object.values(engine.registeredVariables).filter((variable) => !variables.includes(variable))
    for (const variable of born) variable.dispose()
    engine.endScope()
    void tf.setBackend(former)
    for (const { variable, original } of originals) {
      variable.assign(original)
      original.dispose()
    }
    for (const dataId of recorder.borrowedDataIds()) engine.moveData(tf.backend(), dataId)
    tf.removeBackend(RECORDER_NAME)
  }
}

function record(program: Program, recorder: OnnxRecorder, options: TraceOptions): RecordedProgram {
  const { graph } = recorder
  const engine = tf.engine()
  const tensorOf = (value: Value) => engine.makeTensorFromTensorInfo(recorder.keep(value), recorder)
  const isImage = options.portOrder === 'channelsFirst'
  const portOrder = (shape: Shape) => (isImage ? channelsFirst(shape.length) : logicalOrder(shape.length))

  const leaves = Object.entries(program.variables).map(([name, variable]) => {
    const value = variableValue(name, variable, recorder, options)
    variable.assign(tensorOf(value))
    return { name, variable, value }
  })
  const known = Object.values(engine.registeredVariables).map((variable) => ({ variable, dataId: variable.dataId }))

  const inputs: Port[] = []
  const tensors = Object.entries(program.inputs).map(([name, shape]) => {
    const order = portOrder(shape)
    const read = () => {
      const raw = graph.input(name, permuted(shape, order), 'float32')
      if (!inputs.some((port) => port.name === name)) inputs.push({ name, shape, raw, order })
      return placedValue(shape, 'float32', raw, order)
    }
    return [name, tensorOf(openValue(shape, 'float32', (wanted) => placed(graph, read(), wanted)))] as const
  })

  const results = Object.entries(program.compute(Object.fromEntries(tensors)))
  requireOwnVariables(program, known)
  const outputs = results.map(([name, tensor]) => {
    const order = portOrder(tensor.shape)
    const value = recorder.valueFor(tensor.dataId)
    return { name, shape: tensor.shape, raw: full(graph, value, order), order }
  })
  const assigned = leaves.map((leaf) => ({ ...leaf, after: recorder.valueFor(leaf.variable.dataId) }))
  const stateOutputs = assigned.map(({ name, value, after }) => stateOutput(recorder, name, value, after))
  // Only now is it known which variables are read: a new value may still have been open.
  const state = assigned.flatMap(({ name, value }, index): StatePort[] => {
    const output = stateOutputs[index]
    const input = stateInput(name, value)
    const order = input?.order ?? output?.order
    return order === undefined ? [] : [{ variable: name, shape: value.shape, order, input, output }]
  })
  return { inputs, outputs, state }
}

function variableValue(name: string, variable: tf.Variable, recorder: OnnxRecorder, options: TraceOptions): Value {
  if (variable.dtype !== 'float32')
    throw new SlicewrightError('INTERNAL', `The variable '${name}' is ${variable.dtype}; state is float32 only.`)
  if (options.frozen !== undefined) return hostValue(variable.shape, 'float32', options.frozen[name])
  return openValue(variable.shape, 'float32', (order) =>
    recorder.graph.input(stateInputName(name), permuted(variable.shape, order), 'float32'),
  )
}

function stateOutput(recorder: OnnxRecorder, name: string, before: Value, after: Value): Port | null {
  if (before.kind !== 'recorded' || before === after) return null
  // A variable that was not read yet takes the order in which its new value lies.
  const order = before.placement?.order ?? orderOf(after)
  return { name: stateOutputName(name), shape: before.shape, raw: full(recorder.graph, after, order), order }
}

function stateInput(name: string, value: Value): Port | null {
  if (value.kind !== 'recorded' || value.placement === null) return null
  return { name: stateInputName(name), shape: value.shape, ...value.placement }
}

function stateInputName(variable: string): string {
  return `state:${variable}`
}

function stateOutputName(variable: string): string {
  return `state:${variable}:next`
}

/** The active backend; asking for it starts the default one if none was active yet. */
function formerBackendName(): string {
  tf.backend()
  return tf.getBackend()
}

function requireOwnVariables(program: Program, known: readonly { variable: tf.Variable; dataId: tf.DataId }[]): void {
  const own = Object.values(program.variables)
  const foreign = known.find(({ variable, dataId }) => variable.dataId !== dataId && !own.includes(variable))
  if (foreign !== undefined)
    throw new SlicewrightError(
      'INTERNAL',
      `The program assigned to the variable '${foreign.variable.name}', which is not among its variables. List it there.`,
    )
  const born = Object.values(tf.engine().registeredVariables).find(
    (variable) => !known.some((one) => one.variable === variable),
  )
  if (born !== undefined)
    throw new SlicewrightError(
      'INTERNAL',
      `The program created the variable '${born.name}' while it ran. Create it before and list it among the program's variables.`,
    )
}

function requireDistinctNames(program: Program): void {
  const names = Object.keys(program.inputs)
  if (names.some((name) => name.startsWith('_') || name.startsWith('state:')))
    throw new SlicewrightError('INTERNAL', `Input names must not start with '_' or 'state:': ${names.join(', ')}.`)
}
