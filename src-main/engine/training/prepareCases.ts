import { createHash } from 'node:crypto'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import type { CaseIdentity } from '../../domain/experiment/trainedModel'
import type { LabelMap } from '../../domain/labels/LabelMap'
import type { PooledSlice } from '../../domain/sampling/assembleBatch'
import { geometryDifference } from '../../domain/volume/geometry'
import { sliceFitOf, type PreprocessingPlan } from '../../domain/volume/preprocessingPlan'
import { classSlicesOf, imagePreprocessor, preprocessLabelSlices } from '../../domain/volume/preprocessSlices'
import type { SliceFit } from '../../domain/volume/resampleSlice'
import type { Volume, VoxelArray } from '../../domain/volume/Volume'
import { annotatedSliceIndices } from './surveyCases'
import type { TrainingCase } from './TrainingCase'

/** The annotated slices of a validation case: images on the canvas, labels on the stored grid, where scores are made. */
export interface ValidationSlices {
  readonly caseId: string
  readonly images: readonly Float32Array[]
  /** [height, width] as stored, class indices; 255 where not annotated */
  readonly storedClasses: readonly Uint8Array[]
  readonly fit: SliceFit
}

interface Preparation {
  readonly plan: PreprocessingPlan
  readonly classLabels: readonly number[]
  readonly signal?: AbortSignal | undefined
  readonly report: (preparedCount: number) => void
}

/** Only annotated slices are kept: at 10 % density a tenth of the images is held in memory. */
export async function prepareTrainingCases(
  cases: readonly TrainingCase[],
  preparation: Preparation,
): Promise<{ pool: PooledSlice[]; identities: CaseIdentity[] }> {
  const { plan, classLabels } = preparation
  const pool: PooledSlice[] = []
  const identities = await forEachCase(cases, preparation, (each, volume, labelMap) => {
    const sliceIndices = annotatedSliceIndices(labelMap, plan.sliceAxis)
    const images = sliceIndices.map(imagePreprocessor({ volume, plan }))
    const classes = preprocessLabelSlices({ labelMap, plan, sliceIndices, classLabels })
    sliceIndices.forEach((sliceIndex, at) => {
      const weight = each.sliceWeights?.[sliceIndex] ?? 1
      pool.push({ ...plan.size, image: images[at], classes: classes[at], weight })
    })
  })
  return { pool, identities }
}

/** @throws SlicewrightError LABEL_NOTHING_ANNOTATED if no annotated slice of any case shows a class: nothing could be scored */
export async function prepareValidationCases(
  cases: readonly TrainingCase[],
  preparation: Preparation,
): Promise<{ validation: ValidationSlices[]; identities: CaseIdentity[] }> {
  const { plan, classLabels } = preparation
  const validation: ValidationSlices[] = []
  const identities = await forEachCase(cases, preparation, ({ caseId }, volume, labelMap) => {
    const sliceIndices = annotatedSliceIndices(labelMap, plan.sliceAxis)
    const images = sliceIndices.map(imagePreprocessor({ volume, plan }))
    const storedClasses = classSlicesOf({ labelMap, sliceAxis: plan.sliceAxis, sliceIndices, classLabels })
    validation.push({ caseId, images, storedClasses, fit: sliceFitOf(volume.geometry, plan) })
  })
  const isForeground = (classIndex: number) => classIndex > 0 && classIndex <= classLabels.length
  if (!validation.some(({ storedClasses }) => storedClasses.some((slice) => slice.some(isForeground))))
    throw new SlicewrightError(
      'LABEL_NOTHING_ANNOTATED',
      `No annotated slice of the validation cases (${cases.map(({ caseId }) => caseId).join(', ')}) shows a class, so the best weights could not be chosen. Annotate some there, or choose other cases.`,
      { details: { caseIds: cases.map(({ caseId }) => caseId) } },
    )
  return { validation, identities }
}

async function forEachCase(
  cases: readonly TrainingCase[],
  { signal, report }: Preparation,
  prepare: (each: TrainingCase, volume: Volume, labelMap: LabelMap) => void,
): Promise<CaseIdentity[]> {
  const identities: CaseIdentity[] = []
  for (const each of cases) {
    throwIfCancelled(signal, 'The training')
    const [volume, labelMap] = await Promise.all([each.loadImage(), each.loadLabels()])
    const difference = geometryDifference(volume.geometry, labelMap.geometry)
    if (difference !== null)
      throw new SlicewrightError(
        'GEOMETRY_MISMATCH',
        `Case ${each.caseId}: image and labels lie on different grids: ${difference}. Export the labels on the image's grid.`,
        { details: { caseId: each.caseId } },
      )
    prepare(each, volume, labelMap)
    identities.push({
      caseId: each.caseId,
      imageSha256: sha256(JSON.stringify(volume.geometry), bytesOf(volume.data)),
      labelsSha256: sha256(JSON.stringify(labelMap.geometry), labelMap.data),
      sliceWeightsSha256: each.sliceWeights === undefined ? null : sha256(JSON.stringify(each.sliceWeights)),
    })
    report(identities.length)
  }
  return identities
}

function sha256(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function bytesOf({ buffer, byteOffset, byteLength }: VoxelArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
