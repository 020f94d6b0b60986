import { SlicewrightError } from '../../../domain/errors'
import { SeededRandom } from '../../../domain/random/SeededRandom'
import type { CohortCase } from '../LearnedPropagator'
import { GreyVolume, type IntensityWindow } from './GreyVolume'

/** Neighbouring slices of one volume, at the network's resolution. */
export interface Stretch {
  readonly width: number
  readonly height: number
  /** [height, width] each, grey values */
  readonly slices: readonly Float32Array[]
  readonly caseId: string
  /** Whether these are all slices of the volume. */
  readonly isWhole: boolean
}

/** No more neighbouring slices of one volume are held at a time. */
const LONGEST_STRETCH = 48
/** What all stretches together may take. */
const LARGEST_BYTES = 128 * 2 ** 20
const SMALLEST_SLOT_COUNT = 4
/** A volume takes the place of the oldest after so many steps, where not all fit. */
const STEPS_PER_VOLUME = 25

/**
 * The slices that training draws from: a bounded number, never all volumes. Which ones are there at a step depends on the seed and the step
 * alone, so that a training that is resumed meets the same.
 */
export class SlicePool {
  /** In the order in which they are read, again and again. */
  private readonly cases: readonly CohortCase[]
  private readonly seed: number
  private readonly largestSide: number
  private readonly intensityWindow: IntensityWindow
  private readonly slotCount: number
  /** By place in the endless sequence of volumes. */
  private readonly stretches = new Map<number, Stretch>()

  constructor(options: {
    cases: readonly CohortCase[]
    seed: number
    largestSide: number
    intensityWindow: IntensityWindow
  }) {
    const { cases, seed, largestSide, intensityWindow } = options
    this.cases = SeededRandom.for(seed, 'volumes').shuffled(cases)
    this.seed = seed
    this.largestSide = largestSide
    this.intensityWindow = intensityWindow
    const stretchBytes = LONGEST_STRETCH * largestSide ** 2 * Float32Array.BYTES_PER_ELEMENT
    this.slotCount = Math.max(SMALLEST_SLOT_COUNT, Math.floor(LARGEST_BYTES / stretchBytes))
  }

  /** How many volumes `prepare` reads before the first step. */
  get firstLoadCount(): number {
    return Math.min(this.slotCount, this.cases.length)
  }

  /**
   * Makes the stretches of a step available and forgets those that are over.
   *
   * @param onLoaded called after each volume that had to be read; may throw to stop
   * @returns those of two slices or more, in a fixed order
   * @throws SlicewrightError NO_CASES if no volume has two slices
   */
  async prepare(step: number, onLoaded: (count: number) => void | Promise<void>): Promise<readonly Stretch[]> {
    const first = Math.floor(step / STEPS_PER_VOLUME)
    const places = Array.from({ length: this.firstLoadCount }, (_, at) => first + at)
    const whole = [...this.stretches.values()].filter(({ isWhole }) => isWhole)
    for (const place of this.stretches.keys()) if (!places.includes(place)) this.stretches.delete(place)
    let count = 0
    for (const place of places) {
      if (this.stretches.has(place)) continue
      const known = whole.find(({ caseId }) => caseId === this.caseAt(place).caseId)
      this.stretches.set(place, known ?? (await this.load(place)))
      await onLoaded(++count)
    }
    const usable = places.map((place) => this.stretches.get(place) as Stretch).filter(({ slices }) => slices.length > 1)
    if (usable.length > 0) return usable
    throw new SlicewrightError(
      'NO_CASES',
      `None of ${places.length} volumes has two slices along its slice axis, so there is nothing to learn from neighbours. Choose volumes with several slices, or another axis.`,
      { details: { caseIds: this.cases.map(({ caseId }) => caseId) } },
    )
  }

  private caseAt(place: number): CohortCase {
    return this.cases[place % this.cases.length]
  }

  private async load(place: number): Promise<Stretch> {
    const cohortCase = this.caseAt(place)
    const { largestSide, intensityWindow, seed } = this
    const grey = new GreyVolume({
      volume: await cohortCase.loadImage(),
      axis: cohortCase.axis,
      largestSide,
      intensityWindow,
    })
    const count = Math.min(grey.sliceCount, LONGEST_STRETCH)
    const start = SeededRandom.for(seed, 'stretch', place).integer(grey.sliceCount - count + 1)
    const slices = Array.from({ length: count }, (_, at) => grey.slice(start + at))
    return { ...grey.grid, slices, caseId: cohortCase.caseId, isWhole: count === grey.sliceCount }
  }
}
