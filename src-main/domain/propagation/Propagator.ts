import type { z } from 'zod'
import { SlicewrightError, type CancelSignal } from '../errors'
import type { Volume } from '../volume/Volume'
import type { OutsideRule } from './rules'
import type { Segment } from './segments'
import type { SliceStack } from './SliceStack'

/** As much of an AbortSignal as pure code needs to stop work that runs elsewhere. */
interface PropagationSignal extends CancelSignal {
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface PropagationContext {
  readonly signal: PropagationSignal
  /** Target slices treated so far, of all there are. */
  report(progress: { done: number; total: number }): void
  /** A target slice has its mask, `[height, width]`, which will not change any more: as early as the method allows. To be copied. */
  produced?(sliceIndex: number, mask: Uint8Array): void
  /** Lets the rest of the process run; awaited at least after every slice, so that cancelling is heard. */
  breathe(): Promise<void>
}

/** What every propagator is given. */
export interface PropagationRequest {
  /** Key slices hold their masks (0 where a voxel of theirs is not annotated), all other slices 0. Not to be changed. */
  readonly stack: SliceStack
  /** On the label map's stored grid; null unless the propagator needs it. */
  readonly image: Volume | null
  readonly context: PropagationContext
}

/** What a propagator has to be trained on before it can fill anything. */
export const LEARNING_SOURCES = ['nothing', 'images', 'annotated-slices'] as const
export type LearningSource = (typeof LEARNING_SOURCES)[number]

export interface PropagatorFacts {
  readonly id: string
  readonly label: string
  /** Where the method is described. */
  readonly source: string
  readonly needsImage: boolean
  readonly defaultOutside: OutsideRule
  readonly learnsFrom: LearningSource
}

/** Carries a mask from a slice to its neighbour; one is opened for each volume, so that features are computed once. */
export interface MaskStepper {
  /**
   * @param mask `[height, width]`, the classes of `fromSliceIndex`; not to be changed, may be returned
   * @returns the classes of `toSliceIndex`; all 0 ends the chain
   */
  step(request: { mask: Uint8Array; fromSliceIndex: number; toSliceIndex: number }): Uint8Array | Promise<Uint8Array>
  close(): void | Promise<void>
}

export interface StepRequest extends PropagationRequest {
  /** Where the queue will go, for a stepper that looks ahead to the key slice on the other side. Left out, masks are carried one way. */
  readonly segments?: readonly Segment[]
}

/** Run slice by slice by Algorithm 1's queue. */
export interface StepPropagator extends PropagatorFacts {
  readonly kind: 'step'
  readonly params: z.ZodType
  open(request: StepRequest, params: unknown): Promise<MaskStepper>
}

export interface FillRequest extends PropagationRequest {
  readonly outside: OutsideRule
  /** Stretches between blocks that hold at least one key slice. Nothing passes from one to another. */
  readonly segments: readonly Segment[]
}

/** What a fill propagator makes of a sparse label map. */
export interface FilledStack {
  /** `[slice, height, width]`; what is 0 outside the key slices counts as not reached */
  readonly data: Uint8Array
  /** `[slice, height, width]`, 0 (could as well be another class) to 255 (certain); null where the method does not say */
  readonly confidence: Uint8Array | null
}

/** Turns the whole sparse label map into a dense one. */
export interface FillPropagator extends PropagatorFacts {
  readonly kind: 'fill'
  readonly params: z.ZodType
  /**
   * Fills each segment between its first and last key slice. A propagator that also knows what lies beyond them names the slices it
   * settled in `settledOutside`; the rest follows the `outside` rule.
   */
  fill(request: FillRequest, params: unknown): Promise<FilledStack & { readonly settledOutside?: ReadonlySet<number> }>
}

export type Propagator = StepPropagator | FillPropagator

export function defineStepPropagator<Params extends z.ZodObject>(
  definition: PropagatorFacts & {
    readonly params: Params
    open(request: StepRequest, params: z.infer<Params>): Promise<MaskStepper>
  },
): StepPropagator {
  const open = (request: StepRequest, params: unknown) =>
    definition.open(request, parseParams(definition.id, definition.params, params))
  return { ...definition, kind: 'step', open }
}

export function defineFillPropagator<Params extends z.ZodObject>(
  definition: PropagatorFacts & {
    readonly params: Params
    fill: (request: FillRequest, params: z.infer<Params>) => ReturnType<FillPropagator['fill']>
  },
): FillPropagator {
  const fill = (request: FillRequest, params: unknown) =>
    definition.fill(request, parseParams(definition.id, definition.params, params))
  return { ...definition, kind: 'fill', fill }
}

function parseParams<Params extends z.ZodObject>(id: string, schema: Params, params: unknown): z.infer<Params> {
  const parsed = schema.strict().safeParse(params ?? {})
  if (parsed.success) return parsed.data as z.infer<Params>
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'params'}: ${message}`)
  throw new SlicewrightError(
    'BAD_REQUEST',
    `Parameters of propagator "${id}" are wrong: ${issues.join('; ')}. It takes: ${Object.keys(schema.shape).join(', ') || 'none'}.`,
    { details: { issues } },
  )
}
