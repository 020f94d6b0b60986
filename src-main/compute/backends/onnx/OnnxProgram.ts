import * as ort from 'onnxruntime-node'
import { SlicewrightError } from '../../../domain/errors'
import type { CompiledProgram, NamedArray, Program, State } from '../Backend'
import { isSame, permuted, product, toLogical, toPhysical } from './graph/axes'
import type { RecordingOptions } from './recorder/RecordingOptions'
import { createSession, type SessionOptions } from './session'
import { recordStep } from './recordStep'
import type { RecordedProgram, StatePort } from './trace'

/** One variable between calls. A call reads `current` and writes `next`; then they change places. */
interface Slot {
  readonly port: StatePort
  current: ort.TypedTensor<'float32'>
  next: ort.TypedTensor<'float32'>
}

/** A recorded program and the ONNX Runtime session that runs it. */
export class OnnxProgram<I extends string, O extends string> implements CompiledProgram<I, O> {
  private readonly recorded: RecordedProgram
  private readonly session: ort.InferenceSession
  private readonly inputShapes: Readonly<Record<string, readonly number[]>>
  private readonly slots: readonly Slot[]
  /** Variables that the program neither reads nor writes; row-major. */
  private readonly idle: Map<string, NamedArray>
  private isDisposed = false

  private constructor(options: {
    recorded: RecordedProgram
    session: ort.InferenceSession
    inputShapes: Readonly<Record<string, readonly number[]>>
    initial: State
  }) {
    this.recorded = options.recorded
    this.session = options.session
    this.inputShapes = options.inputShapes
    this.slots = options.recorded.state.map((port) => createSlot(port, options.initial[port.variable].data))
    const inUse = new Set(this.slots.map((slot) => slot.port.variable))
    this.idle = new Map(Object.entries(options.initial).filter(([name]) => !inUse.has(name)))
  }

  static async compile<I extends string, O extends string>(
    program: Program<I, O>,
    options: SessionOptions & RecordingOptions,
  ): Promise<OnnxProgram<I, O>> {
    const initial = await valuesOf(program)
    const { recorded, bytes } = recordStep(program as unknown as Program, options)
    const session = await createSession(bytes, options)
    return new OnnxProgram<I, O>({ recorded, session, inputShapes: program.inputs, initial })
  }

  /** ONNX Runtime's Node binding computes on the calling thread: the event loop stands still for the length of a call. */
  async run(inputs: Readonly<Record<I, Float32Array>>): Promise<Record<O, Float32Array>> {
    const arrays: Readonly<Record<string, Float32Array>> = inputs
    this.requireInputs(arrays)
    const feeds: Record<string, ort.Tensor> = {}
    const fetches: Record<string, ort.Tensor | null> = {}
    for (const { name, raw } of this.recorded.inputs) feeds[name] = new ort.Tensor('float32', arrays[name], raw.dims)
    for (const { name } of this.recorded.outputs) fetches[name] = null
    for (const { port, current, next } of this.slots) {
      if (port.input !== null) feeds[port.input.name] = current
      if (port.output !== null) fetches[port.output.name] = next
    }
    const results = await this.session.run(feeds, fetches)
    for (const slot of this.slots) {
      if (slot.port.output === null) continue
      const written = slot.next
      slot.next = slot.current
      slot.current = written
    }
    const outputs: Record<string, Float32Array> = {}
    for (const { name } of this.recorded.outputs) outputs[name] = results[name].data as Float32Array
    return outputs
  }

  async readState(): Promise<State> {
    const state: Record<string, NamedArray> = {}
    for (const [name, { shape, data }] of this.idle) state[name] = { shape, data: data.slice() }
    for (const { port, current } of this.slots) {
      const data = toLogical(current.data, port.shape, port.order)
      state[port.variable] = { shape: port.shape, data: data === current.data ? data.slice() : data }
    }
    return Promise.resolve(state)
  }

  async writeState(state: State): Promise<void> {
    const current = new Map<string, Slot>(this.slots.map((slot) => [slot.port.variable, slot]))
    for (const [name, { shape, data }] of Object.entries(state))
      requireFitting(name, { shape, data }, current.get(name)?.port.shape ?? this.idle.get(name)?.shape)
    for (const [name, { shape, data }] of Object.entries(state)) {
      const slot = current.get(name)
      if (slot === undefined) this.idle.set(name, { shape, data: data.slice() })
      else slot.current.data.set(toPhysical(data, shape, slot.port.order))
    }
    return Promise.resolve()
  }

  /** A second time does nothing: the backend disposes whatever it compiled. */
  async dispose(): Promise<void> {
    if (this.isDisposed) return
    this.isDisposed = true
    await this.session.release()
  }

  private requireInputs(inputs: Readonly<Record<string, Float32Array>>): void {
    for (const [name, shape] of Object.entries(this.inputShapes)) {
      const length = inputs[name]?.length
      if (length === product(shape)) continue
      throw new SlicewrightError(
        'INTERNAL',
        `The input '${name}' holds ${length ?? 'no'} numbers; its shape [${shape.join(', ')}] wants ${product(shape)}.`,
        { details: { name, shape, length } },
      )
    }
  }
}

function createSlot(port: StatePort, data: Float32Array): Slot {
  const dims = permuted(port.shape, port.order)
  const physical = toPhysical(data, port.shape, port.order)
  const current = new ort.Tensor('float32', physical === data ? data.slice() : physical, dims)
  // A variable that is never assigned needs no second buffer.
  const next = port.output === null ? current : new ort.Tensor('float32', new Float32Array(data.length), dims)
  return { port, current, next }
}

async function valuesOf(program: { readonly variables: Program['variables'] }): Promise<State> {
  const entries = Object.entries(program.variables).map(async ([name, variable]) => {
    const data = (await variable.data()) as Float32Array
    return [name, { shape: [...variable.shape], data }] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

function requireFitting(name: string, array: NamedArray, shape: readonly number[] | undefined): void {
  if (shape === undefined)
    throw new SlicewrightError('INTERNAL', `There is no variable '${name}' to write.`, { details: { name } })
  if (isSame(array.shape, shape) && array.data.length === product(shape)) return
  throw new SlicewrightError(
    'INTERNAL',
    `The variable '${name}' has shape [${shape.join(', ')}], but [${array.shape.join(', ')}] with ${array.data.length} numbers was to be written.`,
    { details: { name, expected: shape, found: array.shape } },
  )
}
