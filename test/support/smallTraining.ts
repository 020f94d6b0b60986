import type { Backend, CompiledProgram, State } from '../../src-main/compute/backends/Backend'
import { unet2d } from '../../src-main/compute/models/unet2d'
import { adamWInputs } from '../../src-main/compute/training/adamW'
import { createTrainingProgram } from '../../src-main/compute/training/createTrainingProgram'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'

const SHAPE = { batchSize: 2, height: 32, width: 32, classCount: 3 }

/** A small U-Net and one fixed batch: a bright disc (class 1) in a grey one (class 2) under noise, a quarter not annotated. */
export interface SmallTraining {
  /** Takes `count` steps from step `first` on and returns their losses. */
  steps(options: { first: number; count: number }): Promise<number[]>
  readState(): Promise<State>
  writeState(state: State): Promise<void>
  dispose(): Promise<void>
}

export async function startSmallTraining(backend: Backend): Promise<SmallTraining> {
  const network = unet2d
    .configure({ baseChannelCount: 4, levelCount: 3 })
    .createNetwork({ classCount: SHAPE.classCount, seed: 7 })
  const { program, disposeMoments } = createTrainingProgram({ network, shape: SHAPE, weightDecay: 0.01 })
  const compiled: CompiledProgram<keyof typeof program.inputs, 'loss'> = await backend.compile(program)
  const batch = discs()
  return {
    async steps({ first, count }) {
      const losses: number[] = []
      for (let step = first; step < first + count; step++) {
        const { loss } = await compiled.run({ ...batch, ...adamWInputs({ step, learningRate: 3e-3 }) })
        losses.push(loss[0])
      }
      return losses
    },
    readState: () => compiled.readState(),
    writeState: (state) => compiled.writeState(state),
    async dispose() {
      await compiled.dispose()
      disposeMoments()
      network.dispose()
    },
  }
}

function discs(): { images: Float32Array; targets: Float32Array; mask: Float32Array } {
  const { batchSize, height, width, classCount } = SHAPE
  const random = SeededRandom.for(3, 'discs')
  const images = new Float32Array(batchSize * height * width)
  const targets = new Float32Array(images.length * classCount)
  const mask = new Float32Array(images.length)
  for (let n = 0; n < images.length; n++) {
    const i = n % width
    const j = Math.floor(n / width) % height
    const batchIndex = Math.floor(n / (width * height))
    const radius = Math.hypot(i - 14 - 4 * batchIndex, j - 16)
    const label = radius < 5 ? 1 : radius < 10 ? 2 : 0
    images[n] = label + 0.3 * random.normal()
    targets[n * classCount + label] = 1
    mask[n] = j % 4 === 0 ? 0 : 1
  }
  return { images, targets, mask }
}
