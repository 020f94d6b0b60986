import { z } from 'zod'
import { SlicewrightError } from '../errors'
import { quantileOf } from '../statistics/quantileOf'
import type { VoxelArray } from './Volume'

/** Every kind ends in a z-score of the volume itself; what differs is what is clipped before. */
export const intensitySettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('z-score') }),
  z
    .strictObject({ kind: z.literal('window'), lowest: z.number(), highest: z.number() })
    .refine(({ lowest, highest }) => lowest < highest, 'lowest must be less than highest')
    .describe('Clipped to real values, for example Hounsfield units'),
  z
    .strictObject({
      kind: z.literal('percentiles'),
      lowFraction: z.number().min(0).max(1).default(0.005),
      highFraction: z.number().min(0).max(1).default(0.995),
    })
    .refine(({ lowFraction, highFraction }) => lowFraction < highFraction, 'lowFraction must be less than highFraction')
    .describe("Clipped to the volume's own quantiles"),
])
export type IntensitySettings = z.infer<typeof intensitySettingsSchema>

/** How the intensities of one volume become network input: clip to [lowest, highest], subtract the mean, divide by sd. */
export interface Normalisation {
  readonly lowest: number
  readonly highest: number
  readonly mean: number
  readonly sd: number
}

/**
 * Measures one volume. Voxels that are not finite count nowhere; a constant volume gets sd 1, so that it becomes all zeros.
 *
 * @throws SlicewrightError VOXELS_NOT_FINITE if no voxel is finite
 */
export function measureNormalisation(data: VoxelArray, settings: IntensitySettings): Normalisation {
  const [lowest, highest] = clipRange(data, settings)
  let [count, sum, squares] = [0, 0, 0]
  for (const value of data) {
    if (!Number.isFinite(value)) continue
    count++
    sum += clip(value, lowest, highest)
  }
  if (count === 0)
    throw new SlicewrightError(
      'VOXELS_NOT_FINITE',
      `None of the ${data.length} voxels is a finite number. Export the volume again.`,
      { details: { voxelCount: data.length } },
    )
  const mean = sum / count
  for (const value of data) if (Number.isFinite(value)) squares += (clip(value, lowest, highest) - mean) ** 2
  const sd = Math.sqrt(squares / count)
  return { lowest, highest, mean, sd: sd > 0 ? sd : 1 }
}

/** @returns z-scores; 0, the mean, where a voxel is not finite */
export function normaliseIntensity(data: VoxelArray, { lowest, highest, mean, sd }: Normalisation): Float32Array {
  return Float32Array.from(data, (value) => (Number.isFinite(value) ? (clip(value, lowest, highest) - mean) / sd : 0))
}

function clipRange(data: VoxelArray, settings: IntensitySettings): [number, number] {
  switch (settings.kind) {
    case 'z-score':
      return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    case 'window':
      return [settings.lowest, settings.highest]
    case 'percentiles': {
      const sorted = Float32Array.from(data)
        .filter((value) => Number.isFinite(value))
        .sort()
      return [quantileOf(sorted, settings.lowFraction), quantileOf(sorted, settings.highFraction)]
    }
  }
}

function clip(value: number, lowest: number, highest: number): number {
  return value < lowest ? lowest : value > highest ? highest : value
}
