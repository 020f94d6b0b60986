import { z } from 'zod'
import { selectionPolicies } from '../../../src-main/catalog/selectionPolicies'
import { interpolationQualitySchema } from '../../../src-main/domain/experiment/results'
import { classLabelsOf, type LabelMap } from '../../../src-main/domain/labels/LabelMap'
import { sliceStatesOf } from '../../../src-main/domain/labels/sliceStates'
import { sparsify } from '../../../src-main/domain/labels/sparsify'
import { scoreCase } from '../../../src-main/domain/metrics/scoreCase'
import { compareFilled } from '../../../src-main/domain/propagation/compareFilled'
import { filledCaseOf, type FilledCase } from '../../../src-main/domain/propagation/estimate/FilledCase'
import { propagateLabelMap } from '../../../src-main/engine/propagation/propagateLabelMap'
import type { Propagator } from '../../../src-main/domain/propagation/Propagator'
import { sliceStackOf } from '../../../src-main/domain/propagation/SliceStack'
import { SeededRandom } from '../../../src-main/domain/random/SeededRandom'
import { sliceCountOf } from '../../../src-main/domain/selection/sliceCount'
import { sliceLayout, type SliceAxis } from '../../../src-main/domain/volume/slices'
import { readLabelMap } from '../../../src-main/io/formats/readLabelMap'
import { readVolume, readVolumeHeader } from '../../../src-main/io/formats/readVolume'
import { SlicewrightError } from '../../../src-main/domain/errors'
import type { Volume } from '../../../src-main/domain/volume/Volume'
import type { StudyCell } from './studyCells'
import type { StudyCase } from './studySets'

/** Slices are counted on the axis that the product counts them on by default. */
export const STUDY_AXIS: SliceAxis = 'k'

const POLICY_ID = 'fixed-interval'

const measuredClassSchema = interpolationQualitySchema.extend({
  /** Of the whole filled volume; null where the class is missing from it or from the truth. */
  hd95Mm: z.number().nullable(),
})
export type MeasuredClass = z.infer<typeof measuredClassSchema>

/** One case, filled by one method at one density and seed. */
export const measuredCaseSchema = z.object({
  classes: z.array(measuredClassSchema),
  /** What an estimate needs of the filled volume; `voxelsByLabel` as pairs. */
  spacingMm: z.tuple([z.number(), z.number(), z.number()]),
  slices: z.array(
    z.object({
      state: z.enum(['annotated', 'annotated-empty', 'not-annotated']),
      voxelsByLabel: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
  seconds: z.number(),
})
export type MeasuredCase = z.infer<typeof measuredCaseSchema>

export function filledCase(caseId: string, { spacingMm, slices }: MeasuredCase): FilledCase {
  return {
    caseId,
    spacingMm,
    slices: slices.map(({ state, voxelsByLabel }) => ({ state, voxelsByLabel: new Map(voxelsByLabel) })),
  }
}

/** A case as a user who annotated its share of slices has it: at a fixed interval, the phase drawn for each case as plans draw it. */
export async function sparseCase(
  { labelPath, caseId }: StudyCase,
  { densityFraction, seed }: Pick<StudyCell, 'densityFraction' | 'seed'>,
): Promise<{ truth: LabelMap; sparse: LabelMap; annotatedSliceIndices: number[] }> {
  const { labelMap: truth } = await readLabelMap({ path: labelPath, expects: 'dense' })
  const { sliceCount } = sliceLayout(truth.geometry.size, STUDY_AXIS)
  const annotatedSliceIndices = selectionPolicies.get(POLICY_ID).select({
    sliceCount,
    budgetSlices: sliceCountOf({ densityFraction, sliceCount }),
    seed: SeededRandom.for(seed, 'slices', caseId).nextUint32(),
    params: { seededPhase: true },
  })
  return {
    truth,
    annotatedSliceIndices,
    sparse: sparsify({ labelMap: truth, axis: STUDY_AXIS, sliceIndices: annotatedSliceIndices }),
  }
}

/**
 * The image on its label map's grid: some sets place the two differently in space (another qform), though they share voxels.
 * @throws SlicewrightError GEOMETRY_MISMATCH where even the sizes differ; as the readers
 */
export async function readCaseImage({ caseId, imagePath, labelPath }: StudyCase, signal: AbortSignal): Promise<Volume> {
  if (imagePath === null) throw new SlicewrightError('INTERNAL', `${caseId} has no image.`)
  const { volume } = await readVolume({ path: imagePath, signal })
  const { geometry } = await readVolumeHeader({ path: labelPath, signal })
  if (geometry.size.join() === volume.geometry.size.join()) return { ...volume, geometry }
  throw new SlicewrightError(
    'GEOMETRY_MISMATCH',
    `Image and label map of ${caseId} have ${volume.geometry.size.join(' × ')} and ${geometry.size.join(' × ')} voxels; the study takes cases in which they are the same.`,
  )
}

/** @throws SlicewrightError as the readers and `propagateLabelMap`; CANCELLED within half a second of `signal` */
export async function measureCase({
  cell,
  each,
  propagator,
  params,
  signal,
}: {
  cell: StudyCell
  each: StudyCase
  propagator: Propagator
  params: Readonly<Record<string, unknown>>
  signal: AbortSignal
}): Promise<MeasuredCase> {
  const begunAtMs = performance.now()
  const { caseId } = each
  const { truth, sparse, annotatedSliceIndices } = await sparseCase(each, cell)
  const image = propagator.needsImage ? await readCaseImage(each, signal) : undefined
  const { dense } = await propagateLabelMap({
    sparse,
    image,
    axis: STUDY_AXIS,
    propagator,
    params,
    signal,
    report: () => undefined,
  })
  const labels = classLabelsOf(truth.data)
  const surface = scoreCase({ reference: truth, prediction: dense, labels })
  const { densityFraction, seed, cohort, method } = cell
  const setting = {
    dataset: cohort.set,
    caseId,
    propagator: method.id,
    densityFraction,
    policy: POLICY_ID,
    seed,
  }
  const scores = compareFilled({ truth, filled: dense, axis: STUDY_AXIS, annotatedSliceIndices, labels })
  const { spacingMm, slices } = filledCaseOf({
    caseId,
    states: sliceStatesOf({ labelMap: sparse, axis: STUDY_AXIS }),
    filled: sliceStackOf(dense, STUDY_AXIS),
  })
  return {
    classes: scores.map((score, at) => ({ ...setting, ...score, hd95Mm: surface[at].hd95Mm })),
    spacingMm: [...spacingMm],
    slices: slices.map(({ state, voxelsByLabel }) => ({ state, voxelsByLabel: [...voxelsByLabel] })),
    seconds: (performance.now() - begunAtMs) / 1000,
  }
}
