import { parsePolicyName } from '../../domain/experiment/policyName'
import { propagators } from '../../catalog/propagators'
import { selectionPolicies } from '../../catalog/selectionPolicies'
import { isLearned, type CohortCase } from '../../compute/propagators/LearnedPropagator'
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
import { readyPropagator, type PreparedPropagator, type PropagatorRequest } from './readyPropagator'

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

interface QualityMeasurement extends Pick<PropagationOptions, 'signal' | 'report'> {
  readonly cases: readonly QualityCase[]
  readonly axis?: SliceAxis | undefined
  /** ρ, fractions of slices annotated. */
  readonly densities: readonly number[]
  readonly policies: readonly Choice[]
  readonly propagators: readonly Choice[]
  readonly seeds: readonly number[]
  /** For all propagators; without it, each one's default. */
  readonly outside?: OutsideRule | undefined
  /** For propagators that learn; left out, the fastest usable one. */
  readonly device?: PropagatorRequest['device'] | undefined
}

/**
 * How good propagated masks are on volumes that are dense in truth (the paper's Table 3). Every case is thinned out at every
 * density by every policy and seed, filled by every propagator, and compared. One row for
 * each of those and each class of the case. A propagator that learns is trained anew for every density, policy and seed, on all cases
 * thinned out alike. Cases are held in memory one at a time.
 *
 * @throws SlicewrightError UNKNOWN_ID, DENSITY_OUT_OF_RANGE, and as `readyPropagator` and `propagateLabelMap`
 */
export async function measureQuality(options: QualityMeasurement): Promise<InterpolationQuality[]> {
  const { cases, densities, seeds, signal, report } = options
  const methods = options.propagators
    .map(resolve)
    .map((choice, at) => ({ ...choice, at, entry: propagators.get(choice.id) }))
  const thinnings = [...thinningsOf(densities, options.policies.map(resolvePolicy), seeds)]
  const total = cases.length * thinnings.length * methods.length
  const slicesOf = slicesOfCases(options)
  let done = 0
  const tick = () => report({ stage: 'interpolation quality', done: done++, total, unit: 'propagations' })
  const measured: { readonly place: readonly number[]; readonly rows: InterpolationQuality[] }[] = []
  const plain = methods.filter(({ entry }) => !isLearned(entry))
  const prepare = (method: (typeof methods)[number], thinning: Thinning) =>
    readyPropagator({
      entry: method.entry,
      params: method.params,
      cohort: () => cases.map((each) => thinnedCase(each, thinning, { ...options, slicesOf })),
      seed: thinning.seed,
      device: options.device ?? {},
      context: { signal, report: () => undefined, measure: () => undefined },
    })
  for (const [caseAt, each] of cases.entries()) {
    if (plain.length === 0) break
    throwIfCancelled(signal, 'Measuring interpolation quality')
    const loaded = await load(each, plain)
    for (const [thinningAt, thinning] of thinnings.entries())
      for (const method of plain) {
        tick()
        const rows = await measureOne({
          ...options,
          slicesOf,
          each,
          loaded,
          thinning,
          prepared: await prepare(method, thinning),
        })
        measured.push({ place: [caseAt, thinningAt, method.at], rows })
      }
  }
  for (const method of methods.filter(({ entry }) => isLearned(entry)))
    for (const [thinningAt, thinning] of thinnings.entries()) {
      throwIfCancelled(signal, 'Measuring interpolation quality')
      const prepared = await prepare(method, thinning)
      try {
        for (const [caseAt, each] of cases.entries()) {
          tick()
          const loaded = await load(each, [method])
          const rows = await measureOne({ ...options, slicesOf, each, loaded, thinning, prepared })
          measured.push({ place: [caseAt, thinningAt, method.at], rows })
        }
      } finally {
        await prepared.close()
      }
    }
  report({ stage: 'interpolation quality', done, total, unit: 'propagations' })
  return measured.sort((a, b) => comparePlaces(a.place, b.place)).flatMap(({ rows }) => rows)
}

interface LoadedCase {
  readonly truth: LabelMap
  readonly image: Volume | undefined
}

async function load(
  each: QualityCase,
  methods: readonly { readonly entry: { readonly needsImage: boolean } }[],
): Promise<LoadedCase> {
  const needsImage = methods.some(({ entry }) => entry.needsImage)
  return { truth: await each.loadLabels(), image: needsImage ? await each.loadImage?.() : undefined }
}

async function measureOne({
  each,
  each: { dataset, caseId },
  loaded: { truth, image },
  thinning,
  prepared: { propagator, params },
  axis = 'k',
  outside,
  signal,
  slicesOf,
}: Pick<QualityMeasurement, 'axis' | 'outside' | 'signal'> & {
  slicesOf: SlicesOf
  each: QualityCase
  loaded: LoadedCase
  thinning: Thinning
  prepared: PreparedPropagator
}): Promise<InterpolationQuality[]> {
  const annotatedSliceIndices = await slicesOf(each, truth, thinning)
  const sparse = sparsify({ labelMap: truth, axis, sliceIndices: annotatedSliceIndices })
  const report = () => undefined
  const { dense } = await propagateLabelMap({ sparse, image, axis, propagator, params, outside, signal, report })
  const labels = classLabelsOf(truth.data)
  const scores = compareFilled({ truth, filled: dense, axis, annotatedSliceIndices, labels })
  const { densityFraction, policy, seed } = thinning
  const setting = { dataset, caseId, propagator: propagator.id, densityFraction, policy: policy.name, seed }
  return scores.map((score) => ({ ...setting, ...score }))
}

/** A case as an annotator with this budget would have left it. */
function thinnedCase(
  each: QualityCase,
  thinning: Thinning,
  { axis = 'k', slicesOf }: Pick<QualityMeasurement, 'axis'> & { slicesOf: SlicesOf },
): CohortCase {
  return {
    caseId: each.caseId,
    axis,
    loadSparse: async () => {
      const labelMap = await each.loadLabels()
      return sparsify({ labelMap, axis, sliceIndices: await slicesOf(each, labelMap, thinning) })
    },
    loadImage: async () => {
      const image = await each.loadImage?.()
      if (image !== undefined) return image
      throw new SlicewrightError(
        'BAD_REQUEST',
        `${each.caseId} has no image, which the propagator looks at. Give its image.`,
      )
    },
  }
}

type SlicesOf = (each: QualityCase, truth: LabelMap, thinning: Thinning) => Promise<number[]>

/** What a policy is told of a case's slices is found once, whatever is chosen from it. */
function slicesOfCases({ axis = 'k' }: QualityMeasurement): SlicesOf {
  const known = new Map<QualityCase, Map<string, SliceFacts>>()
  return async (each, truth, { densityFraction, policy, seed }) => {
    const { sliceCount } = sliceLayout(truth.geometry.size, axis)
    const budgetSlices = sliceCountOf({ densityFraction, sliceCount })
    const chooser = selectionPolicies.get(policy.id)
    const ofCase = known.get(each) ?? new Map<string, SliceFacts>()
    known.set(each, ofCase)
    const facts =
      ofCase.get(policy.id) ??
      (await sliceFactsFor({
        policy: chooser,
        axis,
        loadImage: () => imageOf(each),
        loadLabels: () => Promise.resolve(truth),
      }))
    ofCase.set(policy.id, facts)
    return chooser.select({ ...facts, sliceCount, budgetSlices, seed, params: policy.params })
  }
}

function comparePlaces(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, each) => value !== b[each])
  return at === -1 ? 0 : a[at] - b[at]
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

interface ResolvedPolicy extends ResolvedChoice {
  /** As results name it. */
  readonly name: string
}

/** A text may name parameters too; given apart from the id, they are the caller's to name. */
function resolvePolicy(choice: Choice): ResolvedPolicy {
  return typeof choice === 'string' ? { ...parsePolicyName(choice), name: choice } : { ...choice, name: choice.id }
}

interface Thinning {
  readonly densityFraction: number
  readonly policy: ResolvedPolicy
  readonly seed: number
}

function* thinningsOf(
  densities: readonly number[],
  policies: readonly ResolvedPolicy[],
  seeds: readonly number[],
): Generator<Thinning> {
  for (const densityFraction of densities)
    for (const policy of policies) for (const seed of seeds) yield { densityFraction, policy, seed }
}
