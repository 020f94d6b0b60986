import { setImmediate } from 'node:timers/promises'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import type { LabelMap } from '../../domain/labels/LabelMap'
import { sliceStatesOf } from '../../domain/labels/sliceStates'
import { propagateStack, type SliceProvenance } from '../../domain/propagation/propagateStack'
import type { Propagator } from '../../domain/propagation/Propagator'
import type { OutsideRule, UnreachedRule } from '../../domain/propagation/rules'
import { labelMapOfStack, sliceStackOf } from '../../domain/propagation/SliceStack'
import { geometryDifference } from '../../domain/volume/geometry'
import type { SliceAxis } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'
import { breathe } from './breathe'

export interface PropagationOptions {
  /** 255 where not annotated. */
  readonly sparse: LabelMap
  /** On the same grid; required by propagators that look at intensities. */
  readonly image?: Volume | undefined
  readonly axis: SliceAxis
  /** Ready for use (`readyPropagator`). */
  readonly propagator: Propagator
  /** The propagator's own parameters. */
  readonly params?: Readonly<Record<string, unknown>> | undefined
  /** Default: the propagator's own. */
  readonly outside?: OutsideRule | undefined
  /** Default: background. */
  readonly unreached?: UnreachedRule | undefined
  readonly signal: AbortSignal
  report(progress: { stage: string; done: number; total: number; unit: string }): void
  /** A target slice has its mask, `[height, width]`; to be copied. */
  produced?: ((sliceIndex: number, mask: Uint8Array) => void) | undefined
}

export interface PropagatedLabelMap {
  readonly dense: LabelMap
  /** On the stored grid, 0 (could as well be another class) to 255 (certain, as annotated slices are); null where the method does not say. */
  readonly confidence: Uint8Array | null
  /** One a slice, first slice first. */
  readonly slices: SliceProvenance[]
  readonly outside: OutsideRule
  readonly unreached: UnreachedRule
  readonly seconds: number
}

/**
 * A dense label map from a sparse one, on the same grid. Annotated slices stay as they are, whatever the propagator.
 *
 * @throws SlicewrightError LABEL_NOTHING_ANNOTATED, BAD_REQUEST (image missing, parameters),
 *   GEOMETRY_MISMATCH (image on another grid)
 * @throws CancelledError within half a second of `signal`
 */
export async function propagateLabelMap(options: PropagationOptions): Promise<PropagatedLabelMap> {
  const { sparse, image, axis, propagator, params, signal, report, produced } = options
  throwIfCancelled(signal, 'Propagation')
  checkImage(propagator, sparse, image)
  const begunAtMs = performance.now()
  const states = sliceStatesOf({ labelMap: sparse, axis })
  if (states.every((state) => state === 'not-annotated'))
    throw new SlicewrightError(
      'LABEL_NOTHING_ANNOTATED',
      `No slice along ${axis} is annotated: every voxel is 255. Annotate at least one slice, or make a sparse label map with "sparsify".`,
      { details: { axis, sliceCount: states.length } },
    )
  await breathe(signal)
  const stack = sliceStackOf(sparse, axis)
  await breathe(signal)
  const outside = options.outside ?? propagator.defaultOutside
  const unreached = options.unreached ?? 'background'
  const { data, confidence, slices } = await propagateStack({
    stack,
    states,
    propagator,
    params,
    image: propagator.needsImage ? (image ?? null) : null,
    outside,
    unreached,
    context: {
      signal,
      report: (progress) => report({ stage: 'propagation', ...progress, unit: 'slices' }),
      ...(produced === undefined ? {} : { produced }),
      breathe: () => setImmediate(),
    },
  })
  await breathe(signal)
  const dense = labelMapOfStack(data, sparse.geometry, axis)
  return {
    dense,
    confidence: confidence === null ? null : labelMapOfStack(confidence, sparse.geometry, axis).data,
    slices,
    outside,
    unreached,
    seconds: (performance.now() - begunAtMs) / 1000,
  }
}

function checkImage(propagator: Propagator, sparse: LabelMap, image: Volume | undefined): void {
  if (image === undefined) {
    if (!propagator.needsImage) return
    throw new SlicewrightError(
      'BAD_REQUEST',
      `Propagator "${propagator.id}" follows the image's intensities: name the image that the label map belongs to (--image).`,
      { details: { propagator: propagator.id } },
    )
  }
  const difference = geometryDifference(image.geometry, sparse.geometry)
  if (difference === null) return
  throw new SlicewrightError(
    'GEOMETRY_MISMATCH',
    `Image and label map do not share a grid: ${difference}. Give the image that the labels were drawn on.`,
    { details: { image: image.geometry, labelMap: sparse.geometry } },
  )
}
