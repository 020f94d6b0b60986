import { propagators } from '../../catalog/propagators'
import { selectionPolicies } from '../../catalog/selectionPolicies'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import type { InterpolationQuality } from '../../domain/experiment/results'
import { classLabelsOf, type LabelMap } from '../../domain/labels/LabelMap'
import { sparsify } from '../../domain/labels/sparsify'
import { compareFilled } from '../../domain/propagation/compareFilled'
import type { OutsideRule } from '../../domain/propagation/rules'
import { sliceCountOf } from '../../domain/selection/sliceCount'
import { sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'
import { sliceFactsFor, type SliceFacts } from '../selection/sliceFacts'
import { propagateLabelMap, type PropagationOptions } from './propagateLabelMap'

/** A dense volume whose masks are known. */
export interface QualityCase {
  readonly dataset: string
  readonly caseId: string
  loadLabels(): Promise<LabelMap>
  /** Needed by propagators that look at intensities. */
  loadImage?(): Promise<Volume>
}

/** An id in its catalog, with parameters where its defaults are not meant. */
export type Choice = string | { readonly id: string; readonly params: Readonly<Record<string, unknown>> }

/**
 * How good propagated masks are on volumes that are dense in truth (the paper's Table 3). Every case is thinned out at every
 * density by every policy and seed, filled by every propagator, and compared. One row for
 * each of those and each class of the case. Cases are held in memory one at a time.
 *
 * @throws SlicewrightError UNKNOWN_ID, DENSITY_OUT_OF_RANGE, and as `propagateLabelMap`
 */
export async function measureQuality(
  options: {
    readonly cases: readonly QualityCase[]
    readonly axis?: SliceAxis | undefined
    /** ρ, fractions of slices annotated. */
    readonly densities: readonly number[]
    readonly policies: readonly Choice[]
    readonly propagators: readonly Choice[]
    readonly seeds: readonly number[]
    /** For all propagators; without it, each one's default. */
    readonly outside?: OutsideRule | undefined
  } & Pick<PropagationOptions, 'signal' | 'report'>,
): Promise<InterpolationQuality[]> {
  const { cases, axis = 'k', densities, seeds, outside, signal, report } = options
  const policies = options.policies.map(resolve)
  const methods = options.propagators.map(resolve)
  const needsImage = methods.some(({ id }) => propagators.get(id).needsImage)
  const total = cases.length * densities.length * policies.length * seeds.length * methods.length
  const rows: InterpolationQuality[] = []
  let done = 0
  for (const each of cases) {
    const { dataset, caseId, loadLabels, loadImage } = each
    throwIfCancelled(signal, 'Measuring interpolation quality')
    const truth = await loadLabels()
    const image = needsImage ? await loadImage?.() : undefined
    const labels = classLabelsOf(truth.data)
    const factsOf = new Map<string, SliceFacts>()
    for (const { densityFraction, policy, seed } of thinnings(densities, policies, seeds)) {
      const { sliceCount } = sliceLayout(truth.geometry.size, axis)
      const budgetSlices = sliceCountOf({ densityFraction, sliceCount })
      const chooser = selectionPolicies.get(policy.id)
      const facts =
        factsOf.get(policy.id) ??
        (await sliceFactsFor({
          policy: chooser,
          axis,
          loadImage: () => imageOf(each),
          loadLabels: async () => truth,
        }))
      factsOf.set(policy.id, facts)
      const annotatedSliceIndices = chooser.select({ ...facts, sliceCount, budgetSlices, seed, params: policy.params })
      const sparse = sparsify({ labelMap: truth, axis, sliceIndices: annotatedSliceIndices })
      for (const { id, params } of methods) {
        report({ stage: 'interpolation quality', done: done++, total, unit: 'propagations' })
        const quiet = () => undefined
        const request = { sparse, image, axis, method: id, params, outside, signal, report: quiet }
        const { dense } = await propagateLabelMap(request)
        const scores = compareFilled({ truth, filled: dense, axis, annotatedSliceIndices, labels })
        const setting = { dataset, caseId, propagator: id, densityFraction, policy: policy.id, seed }
        rows.push(...scores.map((score) => ({ ...setting, ...score })))
      }
    }
  }
  report({ stage: 'interpolation quality', done, total, unit: 'propagations' })
  return rows
}

async function imageOf({ caseId, loadImage }: QualityCase): Promise<Volume> {
  const image = await loadImage?.()
  if (image !== undefined) return image
  throw new SlicewrightError(
    'BAD_REQUEST',
    `A selection policy compares the slices of ${caseId}, which has no image here. Give the image, or choose another policy.`,
    { details: { caseId } },
  )
}

interface ResolvedChoice {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
}

function resolve(choice: Choice): ResolvedChoice {
  return typeof choice === 'string' ? { id: choice, params: {} } : choice
}

function* thinnings(densities: readonly number[], policies: readonly ResolvedChoice[], seeds: readonly number[]) {
  for (const densityFraction of densities)
    for (const policy of policies) for (const seed of seeds) yield { densityFraction, policy, seed }
}
