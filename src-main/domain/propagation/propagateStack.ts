import { throwIfCancelled } from '../errors'
import { IGNORE_LABEL } from '../labels/LabelMap'
import type { SliceState } from '../labels/sliceStates'
import type { Volume } from '../volume/Volume'
import { hasClass, propagateByQueue, type Arrival } from './propagateByQueue'
import type { FillPropagator, PropagationContext, PropagationRequest, Propagator, StepPropagator } from './Propagator'
import type { OutsideRule, UnreachedRule } from './rules'
import { isFilledOutside, outermostKeyBefore, segmentsOf, type Segment } from './segments'
import { sliceOf, type SliceStack } from './SliceStack'

export const PROPAGATED_SLICE_STATES = [
  'annotated',
  'annotated-empty',
  'propagated',
  'background',
  'not-annotated',
] as const

/** What became of a slice and where its mask came from. */
export interface SliceProvenance {
  readonly sliceIndex: number
  readonly state: (typeof PROPAGATED_SLICE_STATES)[number]
  /** The key slices its mask was made from, ascending; an annotated slice's is itself. Empty where nothing arrived. */
  readonly keySliceIndices: number[]
  /** Steps from the nearest of them; null where nothing arrived. */
  readonly hops: number | null
}

export interface PropagatedStack {
  /** `[slice, height, width]`; 255 only where `outside` or `unreached` is `ignore`, or within a key slice annotated in part. */
  readonly data: Uint8Array
  /** `[slice, height, width]`, 0 to 255 (certain; so are annotated slices); null where the method does not say */
  readonly confidence: Uint8Array | null
  readonly slices: SliceProvenance[]
}

/**
 * Fills the slices between annotated ones by any propagator and settles what becomes of the rest. Annotated slices come out
 * as they went in, every byte; annotated-empty slices let nothing pass (contract.md §2).
 */
export async function propagateStack(options: {
  readonly stack: SliceStack
  readonly states: readonly SliceState[]
  readonly propagator: Propagator
  readonly params: unknown
  readonly image: Volume | null
  readonly outside: OutsideRule
  readonly unreached: UnreachedRule
  readonly context: PropagationContext
}): Promise<PropagatedStack> {
  const { stack, states, propagator, params, image, outside, unreached, context } = options
  const segments = segmentsOf(states)
  const request: PropagationRequest = { stack: withoutIgnored(stack), image, context }
  await context.breathe()
  throwIfCancelled(context.signal, 'Propagation')
  const { data, confidence, arrivals } =
    propagator.kind === 'step'
      ? await runSteps(propagator, request, segments, outside, params)
      : await runFill(propagator, request, segments, outside, params)
  throwIfCancelled(context.signal, 'Propagation')
  const result = { ...stack, data }
  const slices = states.map((state, sliceIndex): SliceProvenance => {
    const slice = sliceOf(result, sliceIndex)
    if (state !== 'not-annotated') {
      slice.set(sliceOf(stack, sliceIndex))
      if (confidence !== null) sliceOf({ ...stack, data: confidence }, sliceIndex).fill(255)
      return { sliceIndex, state, keySliceIndices: [sliceIndex], hops: 0 }
    }
    const arrival = arrivals[sliceIndex]
    if (arrival !== null) return { sliceIndex, state: 'propagated', ...arrival }
    const segment = segments.find((each) => sliceIndex >= each.firstSliceIndex && sliceIndex <= each.lastSliceIndex)
    const isOutside = segment !== undefined && outermostKeyBefore(segment, sliceIndex) !== null
    const rule = isOutside && (outside === 'background' || outside === 'ignore') ? outside : unreached
    slice.fill(rule === 'ignore' ? IGNORE_LABEL : 0)
    const rest = { keySliceIndices: [], hops: null }
    return { sliceIndex, state: rule === 'ignore' ? 'not-annotated' : 'background', ...rest }
  })
  return { data, confidence, slices }
}

interface Filled {
  readonly data: Uint8Array
  readonly confidence: Uint8Array | null
  readonly arrivals: Reached[]
}

/** How a slice was reached, in the words of SliceProvenance; null where nothing arrived. */
type Reached = Pick<SliceProvenance, 'keySliceIndices' | 'hops'> | null

async function runSteps(
  propagator: StepPropagator,
  request: PropagationRequest,
  segments: readonly Segment[],
  outside: OutsideRule,
  params: unknown,
): Promise<Filled> {
  const { stack, context } = request
  const stepper = await propagator.open({ ...request, segments }, params)
  try {
    const { data, arrivals } = await propagateByQueue({ stack, segments, stepper, outside, context })
    const reached = (arrival: Arrival | null) =>
      arrival === null ? null : { keySliceIndices: [arrival.keySliceIndex], hops: arrival.hops }
    return { data, confidence: null, arrivals: arrivals.map(reached) }
  } finally {
    await stepper.close()
  }
}

async function runFill(
  propagator: FillPropagator,
  request: PropagationRequest,
  segments: readonly Segment[],
  outside: OutsideRule,
  params: unknown,
): Promise<Filled> {
  const { data, confidence, settledOutside } = await propagator.fill({ ...request, segments, outside }, params)
  const arrivals = Array.from<unknown, Reached>({ length: request.stack.sliceCount }, () => null)
  const result = { ...request.stack, data }
  for (const segment of segments)
    for (let sliceIndex = segment.firstSliceIndex; sliceIndex <= segment.lastSliceIndex; sliceIndex++) {
      const outermost = outermostKeyBefore(segment, sliceIndex)
      if (outermost === null || settledOutside?.has(sliceIndex) === true)
        arrivals[sliceIndex] = originOf(request.stack, result, segment, sliceIndex)
      else if (isFilledOutside({ segment, sliceIndex, outside, sliceCount: request.stack.sliceCount })) {
        sliceOf(result, sliceIndex).set(sliceOf(request.stack, outermost))
        request.context.produced?.(sliceIndex, sliceOf(result, sliceIndex))
        arrivals[sliceIndex] = { keySliceIndices: [outermost], hops: Math.abs(sliceIndex - outermost) }
      }
    }
  return { data, confidence, arrivals }
}

/**
 * For each class of a filled slice the nearest key slice that shows it, on either side; where none does (what was learned elsewhere
 * shows a class here), the nearest ones. Null for an empty slice.
 */
function originOf(keys: SliceStack, filled: SliceStack, segment: Segment, sliceIndex: number): Reached {
  const slice = sliceOf(filled, sliceIndex)
  if (!hasClass(slice)) return null
  const origins = new Set<number>()
  const below = segment.keySliceIndices.filter((each) => each < sliceIndex).reverse()
  const above = segment.keySliceIndices.filter((each) => each > sliceIndex)
  for (const label of new Set(slice)) {
    if (label === 0) continue
    for (const side of [below, above]) {
      const origin = side.find((each) => sliceOf(keys, each).includes(label))
      if (origin !== undefined) origins.add(origin)
    }
  }
  if (origins.size === 0) for (const side of [below, above]) side.slice(0, 1).forEach((each) => origins.add(each))
  const keySliceIndices = [...origins].sort((a, b) => a - b)
  return { keySliceIndices, hops: Math.min(...keySliceIndices.map((each) => Math.abs(each - sliceIndex))) }
}

/** For spreading, what a key slice leaves open counts as background. */
function withoutIgnored(stack: SliceStack): SliceStack {
  const data = stack.data.slice()
  for (let at = 0; at < data.length; at++) if (data[at] === IGNORE_LABEL) data[at] = 0
  return { ...stack, data }
}
