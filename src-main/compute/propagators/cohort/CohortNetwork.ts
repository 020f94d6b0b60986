import type { Backend, CompiledProgram, State } from '../../backends/Backend'
import { createForwardProgram } from '../../inference/createForwardProgram'
import { createUnet2d } from '../../models/unet2d'
import type { Network } from '../../models/Network'
import { requireFittingWeights } from '../requireFittingWeights'
import { interleave } from './augmentWindow'
import type { Canvas } from './canvas'
import type { CohortParams } from './cohortParams'

const LEVEL_COUNT = 4
/** No probability counts as less: log-odds stay finite. */
const LEAST_PROBABILITY = 1e-6

export function createCohortNetwork(options: {
  params: Pick<CohortParams, 'neighbourSlices' | 'baseChannelCount'>
  classCount: number
  seed: number
}): Network {
  const { params, classCount, seed } = options
  return createUnet2d({
    inputChannelCount: 2 * params.neighbourSlices + 1,
    baseChannelCount: params.baseChannelCount,
    levelCount: LEVEL_COUNT,
    classCount: classCount + 1,
    seed,
  })
}

/** The trained network on a device: slices with their neighbours in, log-probabilities out. Whoever opens it closes it. */
export class CohortNetwork {
  private readonly network: Network
  private readonly program: CompiledProgram<'images', 'probabilities'>
  private readonly shape: { batchSize: number; pixelCount: number; channelCount: number; outputCount: number }

  private constructor(
    network: Network,
    program: CompiledProgram<'images', 'probabilities'>,
    shape: CohortNetwork['shape'],
  ) {
    this.network = network
    this.program = program
    this.shape = shape
  }

  /** @throws SlicewrightError MODEL_INVALID */
  static async open(options: {
    backend: Backend
    weights: State
    params: CohortParams
    canvas: Canvas
    classCount: number
  }): Promise<CohortNetwork> {
    const { backend, weights, params, canvas, classCount } = options
    const network = createCohortNetwork({ params, classCount, seed: 0 })
    const { width, height } = canvas.size
    const { batchSize, neighbourSlices } = params
    try {
      requireFittingWeights({ method: 'cohort', weights }, network.variables)
      const program = await backend.compile(createForwardProgram({ network, batchSize, width, height }))
      await program.writeState(weights)
      const channelCount = 2 * neighbourSlices + 1
      return new CohortNetwork(network, program, {
        batchSize,
        pixelCount: width * height,
        channelCount,
        outputCount: classCount + 1,
      })
    } catch (error) {
      network.dispose()
      throw error
    }
  }

  /** Slices that are computed together. */
  get batchSize(): number {
    return this.shape.batchSize
  }

  /**
   * @param windows up to `batchSize`, each the slices around a target, [height, width] of the canvas
   * @returns for each [height, width, classCount + 1], background first
   */
  async logProbabilities(windows: readonly (readonly Float32Array[])[]): Promise<Float32Array[]> {
    const { batchSize, pixelCount, channelCount, outputCount } = this.shape
    const images = new Float32Array(batchSize * pixelCount * channelCount)
    windows.forEach((slices, place) => images.set(interleave(slices), place * pixelCount * channelCount))
    const { probabilities } = await this.program.run({ images })
    return windows.map((_, place) =>
      probabilities
        .slice(place * pixelCount * outputCount, (place + 1) * pixelCount * outputCount)
        .map((probability) => Math.log(Math.max(probability, LEAST_PROBABILITY))),
    )
  }

  async close(): Promise<void> {
    await this.program.dispose()
    // Not before: a device that computes operation by operation uses the network's own variables.
    this.network.dispose()
  }
}
