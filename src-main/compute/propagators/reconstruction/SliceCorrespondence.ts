import * as tf from '@tensorflow/tfjs'
import type { SliceAxis } from '../../../domain/volume/slices'
import type { Volume } from '../../../domain/volume/Volume'
import type { Backend, CompiledProgram, State } from '../../backends/Backend'
import { affinityLogits, warp } from './affinity'
import { EDGE_PROFILE_RADIUS, padForEdgeProfile } from './edgeProfile'
import { clippedGrey, GreyVolume } from './GreyVolume'
import type { ReconstructionMethod } from './ReconstructionMethod'
import type { ReconstructionSettings } from './reconstructionParams'
import type { PlaneSize } from './resamplePlane'
import { concatenated } from './sli2volMethod'
import { createSliceEncoder, ENCODER_VARIANTS } from './sliceEncoder'

/** Slices whose features are kept, as far as they fit; older ones are computed again when they are wanted again. */
const LARGEST_CACHE_BYTES = 256 * 2 ** 20

interface EncodedSlice {
  readonly grey: Float32Array
  /** [grid.height, grid.width, feature] */
  readonly features: Float32Array
}

/** A mask on the network's grid: [height, width, class], background first, summing to 1. */
export interface SoftMask {
  readonly sliceIndex: number
  readonly probabilities: Float32Array
}

/** What of one volume's slices corresponds to what of another, on a device. Whoever opens it disposes it. */
export class SliceCorrespondence {
  readonly grid: PlaneSize
  readonly stored: PlaneSize
  /** With background. */
  readonly classCount: number
  /** How many slices went through the network so far: no more than there are, unless the cache was too small. */
  encodedCount = 0
  private readonly volume: GreyVolume
  private readonly referenceCount: number
  private readonly encoding: CompiledProgram<'padded', 'features'>
  private readonly carrying: CompiledProgram<'target' | 'references' | 'masks', 'carried'>
  private readonly disposeVariables: () => void
  /** Least recently used first. */
  private readonly encoded = new Map<number, EncodedSlice>()
  private readonly largestCacheCount: number

  private constructor(parts: {
    volume: GreyVolume
    classCount: number
    referenceCount: number
    featureCount: number
    encoding: CompiledProgram<'padded', 'features'>
    carrying: CompiledProgram<'target' | 'references' | 'masks', 'carried'>
    disposeVariables: () => void
  }) {
    this.volume = parts.volume
    this.grid = parts.volume.grid
    this.stored = parts.volume.stored
    this.classCount = parts.classCount
    this.referenceCount = parts.referenceCount
    this.encoding = parts.encoding
    this.carrying = parts.carrying
    this.disposeVariables = parts.disposeVariables
    const bytes = this.grid.width * this.grid.height * (parts.featureCount + 1) * Float32Array.BYTES_PER_ELEMENT
    this.largestCacheCount = Math.max(4, Math.floor(LARGEST_CACHE_BYTES / bytes))
  }

  static async open(options: {
    backend: Backend
    method: ReconstructionMethod
    settings: ReconstructionSettings
    weights: State
    image: Volume
    axis: SliceAxis
    classCount: number
    /** In pixels of the grid; 0 for none. */
    displacementSd: number
  }): Promise<SliceCorrespondence> {
    const { backend, method, settings, weights, image, axis, classCount, displacementSd } = options
    const { largestSide, radius } = ENCODER_VARIANTS[settings.variant]
    const volume = new GreyVolume({ volume: image, axis, largestSide, intensityWindow: settings.intensityWindow })
    const { width, height } = volume.grid
    // The initial weights are replaced, so that their seed does not matter.
    const encoder = createSliceEncoder({ variant: settings.variant, inputCount: method.inputCount, seed: 0 })
    const { featureCount } = encoder
    const referenceCount = method.hasKeyReference ? 2 : 1
    try {
      const encoding = await backend.compile({
        inputs: { padded: [1, height + 2 * EDGE_PROFILE_RADIUS, width + 2 * EDGE_PROFILE_RADIUS, 1] },
        variables: encoder.variables,
        compute: ({ padded }) => ({ features: encoder.encode(method.encoderInput(padded as tf.Tensor4D)) }),
      })
      await encoding.writeState(weights)
      const carrying = await backend.compile({
        inputs: {
          target: [1, height, width, featureCount],
          references: [referenceCount, height, width, featureCount],
          masks: [referenceCount, height, width, classCount],
        },
        variables: {},
        compute: ({ target, references, masks }) => ({
          carried: carryMasks({
            target: target as tf.Tensor4D,
            references: references as tf.Tensor4D,
            masks: masks as tf.Tensor4D,
            radius,
            displacementSd,
          }),
        }),
      })
      const disposeVariables = () => encoder.dispose()
      return new SliceCorrespondence({
        volume,
        classCount,
        referenceCount,
        featureCount,
        encoding,
        carrying,
        disposeVariables,
      })
    } catch (error) {
      encoder.dispose()
      throw error
    }
  }

  /** [grid.height, grid.width], 0 to 255 */
  async grey(sliceIndex: number): Promise<Float32Array> {
    return (await this.encode(sliceIndex)).grey
  }

  /**
   * The mask of a slice, from the one that was reached last and, for a method with two references, from the key slice: one softmax over
   * the windows of both.
   */
  async carry(options: { previous: SoftMask; key: SoftMask; toSliceIndex: number }): Promise<SoftMask> {
    const { previous, key, toSliceIndex } = options
    const references = this.referenceCount === 2 ? [previous, key] : [previous]
    const features: Float32Array[] = []
    for (const { sliceIndex } of references) features.push((await this.encode(sliceIndex)).features)
    const target = (await this.encode(toSliceIndex)).features
    const { carried } = await this.carrying.run({
      target,
      references: concatenated(features),
      masks: concatenated(references.map(({ probabilities }) => probabilities)),
    })
    return { sliceIndex: toSliceIndex, probabilities: carried }
  }

  async dispose(): Promise<void> {
    this.encoded.clear()
    await this.encoding.dispose()
    await this.carrying.dispose()
    this.disposeVariables()
  }

  private async encode(sliceIndex: number): Promise<EncodedSlice> {
    const known = this.encoded.get(sliceIndex)
    if (known !== undefined) {
      this.encoded.delete(sliceIndex)
      this.encoded.set(sliceIndex, known)
      return known
    }
    const grey = clippedGrey(this.volume.slice(sliceIndex))
    const { features } = await this.encoding.run({ padded: padForEdgeProfile(grey, this.grid) })
    this.encodedCount++
    const slice = { grey, features }
    this.encoded.set(sliceIndex, slice)
    for (const oldest of this.encoded.keys()) {
      if (this.encoded.size <= this.largestCacheCount) break
      this.encoded.delete(oldest)
    }
    return slice
  }
}

/** @returns [1, height, width, class] */
function carryMasks(options: {
  target: tf.Tensor4D
  references: tf.Tensor4D
  masks: tf.Tensor4D
  radius: number
  displacementSd: number
}): tf.Tensor4D {
  const { target, references, masks, radius, displacementSd } = options
  const all = tf.split<tf.Tensor4D>(references, references.shape[0], 0)
  const preference = displacementPreference(radius, displacementSd)
  const logits = all.map((reference) => tf.add<tf.Tensor4D>(affinityLogits({ target, reference, radius }), preference))
  const weights = tf.split<tf.Tensor4D>(tf.softmax(tf.concat(logits, 3), -1), all.length, 3)
  const parts = tf
    .split<tf.Tensor4D>(masks, all.length, 0)
    .map((values, at) => warp({ weights: weights[at], values, radius }))
  return tf.addN(parts)
}

/** The logarithm of a Gaussian about "did not move": [1, 1, 1, (2R + 1)²]. */
function displacementPreference(radius: number, displacementSd: number): tf.Tensor4D {
  const reach = 2 * radius + 1
  const data = Float32Array.from({ length: reach * reach }, (_, at) => {
    const [dy, dx] = [Math.floor(at / reach) - radius, (at % reach) - radius]
    return displacementSd === 0 ? 0 : -(dx * dx + dy * dy) / (2 * displacementSd ** 2)
  })
  return tf.tensor4d(data, [1, 1, 1, reach * reach])
}
