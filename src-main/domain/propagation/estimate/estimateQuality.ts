import { SeededRandom } from '../../random/SeededRandom'
import { quantileOf } from '../../statistics/quantileOf'
import { caseSpread } from './caseSpread'
import { errorDefaultsOf, type ErrorDefaults } from './errorDefaults'
import type { ErrorModel } from './ErrorModel'
import { unannotatedSlicesOf } from './expectedOverlaps'
import { typicalSizes, type FilledCase } from './FilledCase'
import { fitErrorModel } from './fitErrorModel'
import type { KeySliceObservation } from './KeySliceObservation'
import type { LeftOutFacts } from './LeftOutFacts'
import type { QualityEstimate } from './QualityEstimate'
import { nearestDistance } from './slicePlace'
import { iouByDistance, iouOfCase, meanOf, type PreparedCase } from './summariseOverlaps'
import { unseenClasses } from './unseenClasses'

const RESAMPLE_COUNT = 100
const EVALUATIONS_PER_RESAMPLE = 120
/** With fewer left-out slices the defaults decide more than they do. */
const ENOUGH_OBSERVATIONS = 20

/** Standard deviation of what the model itself is off by, as a share of iou · (1 − iou) (tuning halves). */
const MISFIT = 0.12

/** With more annotated slices, the error of what was learned falls as their number to the power of −0.5 (tuning halves). */
const LEARNING_EXPONENT = 0.5

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
  leftOut,
  cases,
  seed,
}: {
  leftOut: LeftOutFacts
  cases: readonly FilledCase[]
  seed: number
}): CohortEstimate {
  const { observations, learnedFraction } = leftOut
  const defaults = errorDefaultsOf(leftOut.family)
  const unseen = unseenClasses(cases)
  const prepared = cases.map((filled): PreparedCase => {
    const slices = unannotatedSlicesOf(filled)
    return { caseId: filled.caseId, slices, unseen: unseen.get(filled.caseId) ?? [] }
  })
  const typicalVoxels = typicalSizes(cases)
  const { model: judged, transformed } = fitErrorModel({ observations, defaults, typicalVoxels })
  const model = learnedFromAll(judged, learnedFraction)
  const drawn = resample({ observations, defaults, typicalVoxels, start: transformed, cases: prepared, seed })
  const resamples = drawn.map((each) => ({ ...each, model: learnedFromAll(each.model, learnedFraction) }))
  const random = SeededRandom.for(seed, 'misfit')
  const found = { model, resamples, observations, normals: resamples.map(() => random.normal()) }
  const spread = caseSpread(judged, observations)
  return {
    cohort: summarise({ ...found, which: prepared, drawn: (each) => each.cases, spread: 0 }),
    cases: new Map(
      prepared.map((each) => [each.caseId, summarise({ ...found, which: [each], drawn: () => [each], spread })]),
    ),
    model,
  }
}

/** What a method became that was judged after it had learned from a part of the annotated slices. */
function learnedFromAll(judged: ErrorModel, learnedFraction: number): ErrorModel {
  const { parameters } = judged
  const floor = 1 - (1 - parameters.floor) * learnedFraction ** LEARNING_EXPONENT
  return { ...judged, parameters: { ...parameters, floor } }
}

interface Resample {
  readonly model: ErrorModel
  readonly cases: readonly PreparedCase[]
}

function resample({
  observations,
  defaults,
  typicalVoxels,
  start,
  cases,
  seed,
}: {
  observations: readonly KeySliceObservation[]
  defaults: ErrorDefaults
  typicalVoxels: ReadonlyMap<number, number>
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
      typicalVoxels,
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
  normals,
  spread,
}: {
  which: readonly PreparedCase[]
  drawn: (resample: Resample) => readonly PreparedCase[]
  model: ErrorModel
  resamples: readonly Resample[]
  observations: readonly KeySliceObservation[]
  /** One standard normal number a resample. */
  normals: readonly number[]
  /** Of single cases around the model. */
  spread: number
}): QualityEstimate | null {
  const iou = meanOf(which.map((each) => iouOfCase(model, each)))
  if (iou === null) return null
  const values = resamples.map((each) => meanOf(drawn(each).map((one) => iouOfCase(each.model, one))) ?? iou)
  const curve = iouByDistance(model, which)
  const curves = resamples.map((each) => iouByDistance(each.model, which))
  const distances = observations.map(nearestDistance)
  return {
    ...withEnds({ iou, values, normals, spread }),
    byDistance: [...curve].map(([distanceSlices, value]) => ({
      distanceSlices,
      ...withEnds({
        iou: value,
        values: curves.map((each) => each.get(distanceSlices) ?? value),
        normals,
        spread,
      }),
      sampleCount: distances.filter((distance) => distance === distanceSlices).length,
    })),
    observationCount: observations.length,
    basis: observations.length >= ENOUGH_OBSERVATIONS ? 'observations' : 'defaults',
  }
}

/** The estimate with the middle 95 % of what the resamples give, of which it is always a part. */
function withEnds({
  iou,
  values,
  normals,
  spread,
}: {
  iou: number
  values: readonly number[]
  normals: readonly number[]
  spread: number
}): { iou: number; low: number; high: number } {
  const deviation = Math.hypot(spread, MISFIT * iou * (1 - iou))
  const sorted = values.map((value, at) => value + deviation * normals[at]).sort((a, b) => a - b)
  const clamped = (value: number) => Math.min(1, Math.max(0, value))
  return {
    iou,
    low: clamped(Math.min(iou, quantileOf(sorted, 0.025))),
    high: clamped(Math.max(iou, quantileOf(sorted, 0.975))),
  }
}
