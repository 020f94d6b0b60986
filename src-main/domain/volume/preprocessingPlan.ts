import { z } from 'zod'
import { medianOf } from '../statistics/quantileOf'
import type { Geometry } from './geometry'
import { intensitySettingsSchema } from './normaliseIntensity'
import { fitAxis, resampledCountOf } from './resampleAxis'
import type { SliceFit } from './resampleSlice'
import { SLICE_AXES, sliceLayout, type SliceAxis } from './slices'

const inPlaneMm = z.strictObject({ width: z.number().positive(), height: z.number().positive() })
const inPlanePixels = z.strictObject({ width: z.number().int().positive(), height: z.number().int().positive() })

export const preprocessingSettingsSchema = z.strictObject({
  spacingMm: inPlaneMm
    .nullable()
    .default(null)
    .describe('In-plane pixel distances of the network; null takes the median of the training cases'),
  size: inPlanePixels
    .nullable()
    .default(null)
    .describe('Pixels of a slice at the network; null takes what the largest training case needs'),
  maximumSize: z
    .number()
    .int()
    .positive()
    .default(256)
    .describe('Where the median spacing would need more pixels than this a side, the spacing is made coarser to fit'),
  intensity: intensitySettingsSchema.prefault({ kind: 'z-score' }).describe('How intensities are normalised'),
})
export type PreprocessingSettings = z.infer<typeof preprocessingSettingsSchema>

/**
 * What happens at the network's door (contract.md §1), the same for every volume of a data set. Slices stay slices: nothing is
 * resampled, cropped or padded along `sliceAxis`.
 */
export const preprocessingPlanSchema = z.strictObject({
  formatVersion: z.literal(1),
  sliceAxis: z.enum(SLICE_AXES),
  /** Common distance of pixels along width and height. */
  spacingMm: inPlaneMm,
  /** Pixels of a slice at the network; volumes are centred on it, cropped or padded. */
  size: inPlanePixels,
  intensity: intensitySettingsSchema,
})
export type PreprocessingPlan = z.infer<typeof preprocessingPlanSchema>

/**
 * Derives the plan from the training cases alone.
 *
 * @param options.sizeMultiple the network halves its input; both sides become multiples of this
 */
export function derivePreprocessingPlan(options: {
  geometries: readonly Geometry[]
  sliceAxis: SliceAxis
  settings: PreprocessingSettings
  sizeMultiple: number
}): PreprocessingPlan {
  const { geometries, sliceAxis, settings, sizeMultiple } = options
  const planes = geometries.map((geometry) => planeOf(geometry, sliceAxis))
  const wanted = settings.spacingMm ?? {
    width: medianOf(planes.map(({ spacingMm }) => spacingMm.width)),
    height: medianOf(planes.map(({ spacingMm }) => spacingMm.height)),
  }
  const pixelsAt = (spacingMm: number, side: 'width' | 'height') =>
    Math.max(
      ...planes.map((plane) =>
        resampledCountOf({ storedCount: plane.count[side], storedSpacingMm: plane.spacingMm[side], spacingMm }),
      ),
    )
  // A spacing that the user names is kept; a derived one gives way to the size that can be afforded.
  const largest = Math.max(pixelsAt(wanted.width, 'width'), pixelsAt(wanted.height, 'height'))
  const coarser = settings.spacingMm === null ? Math.max(1, largest / settings.maximumSize) : 1
  const spacingMm = { width: wanted.width * coarser, height: wanted.height * coarser }
  const side = (name: 'width' | 'height') => {
    const pixels = settings.size?.[name] ?? Math.min(settings.maximumSize, pixelsAt(spacingMm[name], name))
    return Math.ceil(pixels / sizeMultiple) * sizeMultiple
  }
  const size = { width: side('width'), height: side('height') }
  return { formatVersion: 1, sliceAxis, spacingMm, size, intensity: settings.intensity }
}

/** Where the slices of a volume with this geometry lie on the plan's canvas. */
export function sliceFitOf(geometry: Geometry, plan: PreprocessingPlan): SliceFit {
  const { count, spacingMm } = planeOf(geometry, plan.sliceAxis)
  const fit = (side: 'width' | 'height') =>
    fitAxis({
      storedCount: count[side],
      storedSpacingMm: spacingMm[side],
      spacingMm: plan.spacingMm[side],
      canvasCount: plan.size[side],
    })
  return { width: fit('width'), height: fit('height') }
}

function planeOf(geometry: Geometry, sliceAxis: SliceAxis) {
  const { width, height, axes } = sliceLayout(geometry.size, sliceAxis)
  return {
    count: { width, height },
    spacingMm: { width: geometry.spacingMm[axes.width], height: geometry.spacingMm[axes.height] },
  }
}
