import { SeededRandom } from '../../random/SeededRandom'
import { quantileOf } from '../../statistics/quantileOf'
import { caseSpread } from './caseSpread'
import type { ErrorDefaults } from './errorDefaults'
import type { ErrorModel } from './ErrorModel'
import { unannotatedSlicesOf } from './expectedOverlaps'
import type { FilledCase } from './FilledCase'
import { fitErrorModel } from './fitErrorModel'
import type { KeySliceObservation } from './KeySliceObservation'
import type { QualityEstimate } from './QualityEstimate'
import { nearestDistance } from './slicePlace'
import { iouByDistance, iouOfCase, meanOf, type PreparedCase } from './summariseOverlaps'
import { unseenClasses } from './unseenClasses'

const RESAMPLE_COUNT = 100
const EVALUATIONS_PER_RESAMPLE = 120
/** With fewer left-out slices the defaults decide more than they do. */
const ENOUGH_OBSERVATIONS = 20

export interface CohortEstimate {
  /** Mean over cases; null where no case has an unannotated slice with anything on it. */
  readonly cohort: QualityEstimate | null
  /** By case id; null as above. */
  readonly cases: ReadonlyMap<string, QualityEstimate | null>
  /** For confidence; it can be kept and used on other volumes. */
  readonly model: ErrorModel
}

/**
 * How good propagated masks are where nobody knows the truth. A model of the error by distance is fitted to left-out annotated slices and
 * read off at the distances of the unannotated ones, which are nearer to what is annotated (IoU as in contract.md §3). The interval
 * resamples cases (slices where there is one case), and draws the defaults from their spread, so that it is wide where little was seen.
 */
export function estimateQuality({
  observations,
  cases,
  defaults,
  seed,
}: {
  observations: readonly KeySliceObservation[]
  cases: readonly FilledCase[]
  defaults: ErrorDefaults
  seed: number
}): CohortEstimate {
  const unseen = unseenClasses(cases)
  const prepared = cases.map((filled): PreparedCase => {
    const slices = unannotatedSlicesOf(filled)
    return { caseId: filled.caseId, slices, unseen: unseen.get(filled.caseId) ?? [] }
  })
  const { model, transformed } = fitErrorModel({ observations, defaults })
  const resamples = resample({ observations, defaults, start: transformed, cases: prepared, seed })
  const spread = caseSpread(model, observations)
  const random = SeededRandom.for(seed, 'case spread')
  const noise = resamples.map(() => spread * random.normal())
  const describe = (
    which: readonly PreparedCase[],
    drawn: (resample: Resample) => readonly PreparedCase[],
    spreads: readonly number[],
  ) => summarise({ which, drawn, model, resamples, observations, spreads })
  const none = resamples.map(() => 0)
  return {
    cohort: describe(prepared, (each) => each.cases, none),
    cases: new Map(prepared.map((each) => [each.caseId, describe([each], () => [each], noise)])),
    model,
  }
}

interface Resample {
  readonly model: ErrorModel
  readonly cases: readonly PreparedCase[]
}

function resample({
  observations,
  defaults,
  start,
  cases,
  seed,
}: {
  observations: readonly KeySliceObservation[]
  defaults: ErrorDefaults
  start: readonly number[]
  cases: readonly PreparedCase[]
  seed: number
}): Resample[] {
  const random = SeededRandom.for(seed, 'quality estimate')
  const byCase = Map.groupBy(observations, ({ caseId }) => caseId)
  const ids = [...new Set([...cases.map(({ caseId }) => caseId), ...byCase.keys()])]
  const known = new Map(cases.map((each) => [each.caseId, each]))
  const draw = <Item>(items: readonly Item[]) => items.map(() => items[random.integer(items.length)])
  return Array.from({ length: RESAMPLE_COUNT }, () => {
    const drawnIds = ids.length === 1 ? ids : draw(ids)
    const drawn = ids.length === 1 ? draw(observations) : drawnIds.flatMap((caseId) => byCase.get(caseId) ?? [])
    const means = defaults.means.map((mean, at) => mean + defaults.standardDeviations[at] * random.normal())
    const { model } = fitErrorModel({
      observations: drawn,
      defaults: { ...defaults, means },
      start: drawn.length === 0 ? means : start,
      evaluationLimit: EVALUATIONS_PER_RESAMPLE,
    })
    return { model, cases: drawnIds.flatMap((caseId) => known.get(caseId) ?? []) }
  })
}

function summarise({
  which,
  drawn,
  model,
  resamples,
  observations,
  spreads,
}: {
  which: readonly PreparedCase[]
  drawn: (resample: Resample) => readonly PreparedCase[]
  model: ErrorModel
  resamples: readonly Resample[]
  observations: readonly KeySliceObservation[]
  spreads: readonly number[]
}): QualityEstimate | null {
  const iou = meanOf(which.map((each) => iouOfCase(model, each)))
  if (iou === null) return null
  const values = resamples.flatMap((each, at) => {
    const value = meanOf(drawn(each).map((one) => iouOfCase(each.model, one)))
    return value === null ? [] : [value + spreads[at]]
  })
  const curve = iouByDistance(model, which)
  const curves = resamples.map((each) => iouByDistance(each.model, which))
  const distances = observations.map(nearestDistance)
  return {
    ...withEnds(iou, values),
    byDistance: [...curve].map(([distanceSlices, value]) => ({
      distanceSlices,
      ...withEnds(
        value,
        curves.map((each) => each.get(distanceSlices) ?? value),
      ),
      sampleCount: distances.filter((distance) => distance === distanceSlices).length,
    })),
    observationCount: observations.length,
    basis: observations.length >= ENOUGH_OBSERVATIONS ? 'observations' : 'defaults',
  }
}

/** The estimate itself always lies within its interval. */
function withEnds(iou: number, values: readonly number[]): { iou: number; low: number; high: number } {
  const sorted = values.length === 0 ? [iou] : [...values].sort((a, b) => a - b)
  const clamped = (value: number) => Math.min(1, Math.max(0, value))
  return {
    iou,
    low: clamped(Math.min(iou, quantileOf(sorted, 0.025))),
    high: clamped(Math.max(iou, quantileOf(sorted, 0.975))),
  }
}
