import { setImmediate } from 'node:timers/promises'
import { IGNORE_LABEL, type LabelMap } from '../../domain/labels/LabelMap'
import { sliceStatesOf, type SliceState } from '../../domain/labels/sliceStates'
import { measureAgreement } from '../../domain/propagation/estimate/measureAgreement'
import { meanForegroundConfidence, voxelConfidence } from '../../domain/propagation/estimate/voxelConfidence'
import type { Propagator } from '../../domain/propagation/Propagator'
import { sideDisagreement } from '../../domain/propagation/sideDisagreement'
import { sliceOf, sliceStackOf, type SliceStack } from '../../domain/propagation/SliceStack'
import type { SliceAxis } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'
import { breathe } from './breathe'

interface Certainty {
  readonly states: readonly SliceState[]
  /** What was propagated, `[slice, height, width]`. */
  readonly filled: SliceStack
  /** 1 − IoU of what comes from below and from above; null where one side only reaches. One a slice. */
  readonly disagreement: readonly (number | null)[]
  /** `[slice, height, width]`, 0 to 255: the method's own, else how far masks from both sides, or of other methods, agree with it. */
  readonly confidence: Uint8Array
  /** Mean of `confidence` where it matters; null where nothing is known. One a slice. */
  readonly agreement: readonly (number | null)[]
}

/**
 * How certain a propagated label map is, as far as that can be told without knowing the truth.
 * @param options.confidence the method's own, on the stored grid
 * @throws CancelledError within half a second of `signal`
 */
export async function certaintyOf({
  sparse,
  dense,
  confidence: own,
  axis,
  image,
  propagator,
  params,
  signal,
}: {
  readonly sparse: LabelMap
  readonly dense: LabelMap
  readonly confidence: Uint8Array | null
  readonly axis: SliceAxis
  readonly image: Volume | undefined
  readonly propagator: Propagator
  readonly params: unknown
  readonly signal: AbortSignal
}): Promise<Certainty> {
  // For spreading, what a key slice leaves open counts as background.
  const data = sparse.data.slice()
  for (let at = 0; at < data.length; at++) if (data[at] === IGNORE_LABEL) data[at] = 0
  await breathe(signal)
  const states = sliceStatesOf({ labelMap: sparse, axis })
  await breathe(signal)
  const filled = sliceStackOf(dense, axis)
  const request = {
    stack: sliceStackOf({ ...sparse, data }, axis),
    states,
    propagator,
    params,
    image: image ?? null,
    context: { signal, report: () => undefined, breathe: () => setImmediate() },
  }
  const sides = new Map<number, Uint8Array>()
  const disagreement = await sideDisagreement({
    ...request,
    compared: (sliceIndex, fromBelow, fromAbove) => {
      const kept = sliceOf(filled, sliceIndex)
      sides.set(sliceIndex, voxelConfidence({ kept, others: [fromBelow, fromAbove] }))
    },
  })
  await breathe(signal)
  const confidence =
    own !== null
      ? sliceStackOf({ ...dense, data: own }, axis).data
      : propagator.kind === 'step'
        ? stacked(filled, sides)
        : (await measureAgreement({ ...request, filled: filled.data })).confidence
  const agreement = states.map((state, sliceIndex) =>
    state !== 'not-annotated' || (own === null && propagator.kind === 'step' && !sides.has(sliceIndex))
      ? null
      : meanForegroundConfidence({
          kept: sliceOf(filled, sliceIndex),
          confidence: sliceOf({ ...filled, data: confidence }, sliceIndex),
        }),
  )
  return { states, filled, disagreement, confidence, agreement }
}

/** Certain where nothing was compared. */
function stacked(stack: SliceStack, slices: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const data = new Uint8Array(stack.data.length).fill(255)
  for (const [sliceIndex, slice] of slices) sliceOf({ ...stack, data }, sliceIndex).set(slice)
  return data
}
