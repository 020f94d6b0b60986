import * as tf from '@tensorflow/tfjs'
import { SeededRandom } from '../../domain/random/SeededRandom'

/** Creates the variables of one network, with initial values that depend on the seed and the name alone. */
export class Weights {
  readonly variables: Record<string, tf.Variable> = {}
  readonly decayedNames = new Set<string>()
  private readonly seed: number

  constructor(seed: number) {
    this.seed = seed
  }

  /**
   * A filter, normally distributed about 0 with variance gain² / fanIn (He et al. 2015; gain √2 before a rectifier).
   *
   * @param options.fanIn how many inputs each output sums
   */
  filter<Rank extends tf.Rank>(
    name: string,
    options: { shape: tf.ShapeMap[Rank]; fanIn: number; gain: number },
  ): tf.Variable<Rank> {
    const random = SeededRandom.for(this.seed, 'weights', name)
    const sd = options.gain / Math.sqrt(options.fanIn)
    this.decayedNames.add(name)
    return this.add(name, options.shape, () => sd * random.normal())
  }

  /** A value for each channel: the scale or offset of a norm, or a bias. */
  perChannel(name: string, channelCount: number, value: number): tf.Variable<tf.Rank.R1> {
    return this.add<tf.Rank.R1>(name, [channelCount], () => value)
  }

  dispose(): void {
    for (const variable of Object.values(this.variables)) variable.dispose()
  }

  private add<Rank extends tf.Rank>(name: string, shape: tf.ShapeMap[Rank], value: () => number): tf.Variable<Rank> {
    const length = shape.reduce((product: number, size: number) => product * size, 1)
    const data = Float32Array.from({ length }, value)
    const variable = tf.tidy(() => tf.variable(tf.tensor<Rank>(data, shape, 'float32')))
    this.variables[name] = variable
    return variable
  }
}
