import type { Batch } from '../../domain/sampling/assembleBatch'
import type { Backend, CompiledProgram, State } from '../backends/Backend'
import { createForwardProgram } from '../inference/createForwardProgram'
import type { ConfiguredModel } from '../models/defineModel'
import { adamWInputs, type ADAMW_INPUTS } from './adamW'
import { createTrainingProgram, type BatchShape } from './createTrainingProgram'

/** One network in training on one device. Calls do not overlap. Whoever opens it disposes it. */
export class TrainingSession {
  private readonly weightNames: readonly string[]
  private readonly stepping: CompiledProgram<keyof Batch | keyof typeof ADAMW_INPUTS, 'loss'>
  private readonly forward: CompiledProgram<'images', 'probabilities'>
  private readonly disposeVariables: () => void
  private isForwardStale = false

  private constructor(parts: {
    weightNames: readonly string[]
    stepping: CompiledProgram<keyof Batch | keyof typeof ADAMW_INPUTS, 'loss'>
    forward: CompiledProgram<'images', 'probabilities'>
    disposeVariables: () => void
  }) {
    this.weightNames = parts.weightNames
    this.stepping = parts.stepping
    this.forward = parts.forward
    this.disposeVariables = parts.disposeVariables
  }

  static async open(options: {
    backend: Backend
    model: ConfiguredModel
    shape: BatchShape
    seed: number
    weightDecay: number
  }): Promise<TrainingSession> {
    const { backend, model, shape, seed, weightDecay } = options
    const network = model.createNetwork({ classCount: shape.classCount, seed })
    const { program, disposeMoments } = createTrainingProgram({ network, shape, weightDecay })
    const disposeVariables = () => {
      disposeMoments()
      network.dispose()
    }
    try {
      const stepping = await backend.compile(program)
      const forward = await backend.compile(createForwardProgram({ network, ...shape }))
      return new TrainingSession({ weightNames: Object.keys(network.variables), stepping, forward, disposeVariables })
    } catch (error) {
      disposeVariables()
      throw error
    }
  }

  /**
   * @param options.step 0 for the first
   * @returns the loss before the step
   */
  async step(options: { batch: Batch; step: number; learningRate: number }): Promise<number> {
    this.isForwardStale = true
    const { loss } = await this.stepping.run({ ...options.batch, ...adamWInputs(options) })
    return loss[0]
  }

  /**
   * With the weights as they are now.
   *
   * @param images [batch, height, width, 1] of the session's batch shape
   * @returns class probabilities [batch, height, width, classCount]
   */
  async predict(images: Float32Array): Promise<Float32Array> {
    if (this.isForwardStale) await this.forward.writeState(this.weightsOf(await this.stepping.readState()))
    this.isForwardStale = false
    return (await this.forward.run({ images })).probabilities
  }

  /** Weights and moments: all that decides how the training goes on, besides the step. */
  readState(): Promise<State> {
    return this.stepping.readState()
  }

  async writeState(state: State): Promise<void> {
    this.isForwardStale = true
    await this.stepping.writeState(state)
  }

  /** The weights among what `readState` gives. */
  weightsOf(state: State): State {
    return Object.fromEntries(this.weightNames.map((name) => [name, state[name]]))
  }

  async dispose(): Promise<void> {
    await this.stepping.dispose()
    await this.forward.dispose()
    this.disposeVariables()
  }
}
