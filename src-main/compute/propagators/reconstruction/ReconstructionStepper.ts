import { classLabelsOf } from '../../../domain/labels/LabelMap'
import type { MaskStepper, StepRequest } from '../../../domain/propagation/Propagator'
import { hasClass } from '../../../domain/propagation/propagateByQueue'
import { sliceOf } from '../../../domain/propagation/SliceStack'
import { carryOnce, keyMask, reconstructionFronts, storedClasses, type Carried } from './carryChain'
import type { CarrySettings } from './reconstructionParams'
import type { SliceCorrespondence } from './SliceCorrespondence'

/** A mask that was handed out, and what it was made from. */
interface HandedOut {
  readonly labels: Uint8Array
  readonly carried: Carried
}

/**
 * Carries masks along what corresponds. Probabilities on the network's grid go from slice to slice, and only what is handed out is
 * rounded to classes on the stored grid: a mask that is shrunk and enlarged at every step would lose its thin parts.
 */
export class ReconstructionStepper implements MaskStepper {
  private readonly correspondence: SliceCorrespondence
  private readonly request: StepRequest
  private readonly settings: CarrySettings
  private readonly letGo: () => Promise<void>
  /** By class index, background first. */
  private readonly labels: readonly number[]
  /** By slice and direction: the same slice may be reached from both sides. */
  private readonly handedOut = new Map<string, HandedOut>()
  /** Slices between two key slices whose mask is known, because both fronts were carried through the gap. */
  private readonly fused = new Map<number, Uint8Array>()

  /** @param options.letGo what becomes of the correspondence when the stepper is closed */
  constructor(options: {
    correspondence: SliceCorrespondence
    request: StepRequest
    settings: CarrySettings
    letGo: () => Promise<void>
  }) {
    this.letGo = options.letGo
    this.correspondence = options.correspondence
    this.request = options.request
    this.settings = options.settings
    this.labels = labelsFor(options.request)
  }

  async step(request: { mask: Uint8Array; fromSliceIndex: number; toSliceIndex: number }): Promise<Uint8Array> {
    const { mask, fromSliceIndex, toSliceIndex } = request
    const gap = this.settings.fronts === 'fused' ? this.gapAround(toSliceIndex) : null
    if (gap !== null) {
      if (!this.fused.has(toSliceIndex)) await this.fuse(gap)
      return this.fused.get(toSliceIndex) as Uint8Array
    }
    const direction = Math.sign(toSliceIndex - fromSliceIndex)
    const source = `${fromSliceIndex} ${direction}`
    const known = this.handedOut.get(source)
    const isSame = known !== undefined && known.labels.every((label, at) => label === mask[at])
    const from = isSame ? known.carried : this.key(fromSliceIndex, mask)
    const carried = await carryOnce({
      correspondence: this.correspondence,
      from,
      toSliceIndex,
      settings: this.settings,
    })
    const labels = this.stored(carried.mask.probabilities)
    this.handedOut.delete(source)
    if (hasClass(labels)) this.handedOut.set(`${toSliceIndex} ${direction}`, { labels, carried })
    return labels
  }

  async close(): Promise<void> {
    this.handedOut.clear()
    this.fused.clear()
    await this.letGo()
  }

  /** The key slices on both sides, where nothing blocks the way between them. */
  private gapAround(sliceIndex: number): { lower: number; upper: number } | null {
    for (const { keySliceIndices } of this.request.segments ?? []) {
      const at = keySliceIndices.findIndex((each) => each > sliceIndex)
      if (at > 0 && keySliceIndices[at - 1] < sliceIndex)
        return { lower: keySliceIndices[at - 1], upper: keySliceIndices[at] }
    }
    return null
  }

  /** Both fronts through the whole gap, each weighted by 1 / its distance. */
  private async fuse({ lower, upper }: { lower: number; upper: number }): Promise<void> {
    const { correspondence, settings, request } = this
    const start = (sliceIndex: number) => this.key(sliceIndex, sliceOf(request.stack, sliceIndex))
    const fronts = await reconstructionFronts({
      correspondence,
      lower: start(lower),
      upper: start(upper),
      settings,
      context: request.context,
    })
    fronts.forEach(({ below, above }, at) => {
      // 1/a over 1/a + 1/b, with a from below and b from above.
      const fractionBelow = (fronts.length - at) / (fronts.length + 1)
      const mixed = below.map((value, index) => fractionBelow * value + (1 - fractionBelow) * above[index])
      this.fused.set(lower + 1 + at, this.stored(mixed))
    })
  }

  private key(sliceIndex: number, mask: Uint8Array): Carried {
    const indexOf = new Uint8Array(256)
    this.labels.forEach((label, index) => (indexOf[label] = index))
    return keyMask({
      correspondence: this.correspondence,
      sliceIndex,
      classes: mask.map((label) => indexOf[label]),
    })
  }

  private stored(probabilities: Float32Array): Uint8Array {
    return storedClasses(this.correspondence, probabilities).map((index) => this.labels[index])
  }
}

/** What a volume's masks consist of: background, then every class on its key slices, ascending. */
export function labelsFor({ stack }: StepRequest): number[] {
  return [0, ...classLabelsOf(stack.data)]
}
