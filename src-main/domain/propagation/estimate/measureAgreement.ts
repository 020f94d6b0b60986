import type { SliceState } from '../../labels/sliceStates'
import { alignedShape } from '../alignedShape'
import { nearest } from '../nearest'
import { propagateStack } from '../propagateStack'
import type { PropagationRequest, Propagator } from '../Propagator'
import { sideDisagreement } from '../sideDisagreement'
import { signedDistance } from '../signedDistance'
import { sliceOf } from '../SliceStack'
import { meanForegroundConfidence, voxelConfidence } from './voxelConfidence'

/** What a fill propagator is compared with: quick methods that need nothing but the masks. */
const COMPARED_WITH: readonly Propagator[] = [nearest, signedDistance, alignedShape]

export interface Agreement {
  /** `[slice, height, width]`, 0 to 255 (certain; so are annotated slices) */
  readonly confidence: Uint8Array
  /** `meanForegroundConfidence` of each slice; null where nothing is known of it. */
  readonly bySlice: readonly (number | null)[]
}

/**
 * Confidence for methods that give none. Step propagators: agreement with the masks that arrive from below and from above, carried all the
 * way; slices with a key slice on one side only have none (255, null). Fill propagators: agreement with the other quick methods.
 * @param options.stack as for a propagator: 0 where not annotated
 * @param options.filled `[slice, height, width]`, what the propagator made of it
 * @throws SlicewrightError as `propagateStack`
 */
export async function measureAgreement(
  options: {
    readonly states: readonly SliceState[]
    readonly propagator: Propagator
    readonly params: unknown
    readonly filled: Uint8Array
  } & PropagationRequest,
): Promise<Agreement> {
  const { states, propagator, stack, filled, context } = options
  const others = new Map<number, Uint8Array[]>()
  if (propagator.kind === 'step')
    await sideDisagreement({
      ...options,
      compared: (sliceIndex, fromBelow, fromAbove) => others.set(sliceIndex, [fromBelow.slice(), fromAbove.slice()]),
    })
  else
    for (const other of COMPARED_WITH) {
      if (other.id === propagator.id) continue
      const quiet = { signal: context.signal, breathe: () => context.breathe(), report: () => undefined }
      const rules = { outside: other.defaultOutside, unreached: 'background' as const }
      const request = { stack, states, propagator: other, params: {}, image: null, ...rules, context: quiet }
      const { data } = await propagateStack(request)
      for (const [sliceIndex] of states.entries())
        others.set(sliceIndex, [...(others.get(sliceIndex) ?? []), sliceOf({ ...stack, data }, sliceIndex)])
    }
  const confidence = new Uint8Array(filled.length).fill(255)
  const bySlice = states.map((state, sliceIndex) => {
    const masks = others.get(sliceIndex)
    if (state !== 'not-annotated' || masks === undefined) return null
    const kept = sliceOf({ ...stack, data: filled }, sliceIndex)
    const ofSlice = voxelConfidence({ kept, others: masks })
    sliceOf({ ...stack, data: confidence }, sliceIndex).set(ofSlice)
    return meanForegroundConfidence({ kept, confidence: ofSlice })
  })
  return { confidence, bySlice }
}
