import { z } from 'zod'

const voxelCount = z.int().nonnegative()
const distance = z.int().positive().nullable()

/**
 * One class of one annotated slice that was predicted without having been looked at, against its annotation. Slices are compared where
 * they are annotated: voxels that a key slice leaves open are skipped. A class that neither the annotation nor the prediction shows has no
 * observation. A slice annotated as empty is an observation too, of everything that was painted into it.
 */
export const keySliceObservationSchema = z.object({
  caseId: z.string(),
  sliceIndex: z.int().nonnegative(),
  sliceCount: z.int().positive().describe('Of the whole volume'),
  label: z.int().min(1).max(254),
  distanceBelow: distance.describe('Slices to the nearest annotated slice below that was looked at; null: none'),
  distanceAbove: distance.describe('Slices to the nearest annotated slice above that was looked at; null: none'),
  isShownBelow: z.boolean().describe('Whether that slice below shows the class; false where there is none'),
  isShownAbove: z.boolean().describe('Whether that slice above shows the class; false where there is none'),
  radiusSlices: z
    .number()
    .positive()
    .describe('How large the class is in this case: radius of a disk of its mean annotated area, in slice spacings'),
  expectedVoxels: z
    .number()
    .nonnegative()
    .describe(
      'Of the class, going by its size on those two slices: linear between them, and towards 0 where one lacks it',
    ),
  annotatedVoxels: voxelCount.describe('Of the class in the annotation'),
  predictedVoxels: voxelCount.describe('Of the class in the prediction'),
  intersectionVoxels: voxelCount,
  unionVoxels: voxelCount,
})
export type KeySliceObservation = z.infer<typeof keySliceObservationSchema>

/** What is known of a class on a slice without its annotation. */
export type UnseenSlice = SlicePlace & Pick<KeySliceObservation, 'radiusSlices' | 'expectedVoxels' | 'predictedVoxels'>

/** Where a slice lies among the annotated slices of its case, as far as one class is concerned. */
export type SlicePlace = Pick<
  KeySliceObservation,
  'label' | 'sliceIndex' | 'sliceCount' | 'distanceBelow' | 'distanceAbove' | 'isShownBelow' | 'isShownAbove'
>
