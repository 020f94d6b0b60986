import { quantileOf } from '../statistics/quantileOf'
import type { StoredWindow } from './storedWindow'

/** Grey values from black to white. */
export interface GreyWindow {
  readonly name: string
  readonly lowerValue: number
  readonly upperValue: number
}

const windowOf = (name: string, width: number, level: number): GreyWindow => ({
  name,
  lowerValue: level - width / 2,
  upperValue: level + width / 2,
})

/** For Hounsfield units; OHIF's presets. */
const CT_WINDOWS: readonly GreyWindow[] = [
  windowOf('Soft tissue', 400, 40),
  windowOf('Lung', 1500, -600),
  windowOf('Liver', 150, 90),
  windowOf('Bone', 2500, 480),
  windowOf('Brain', 80, 40),
]

/** 0.5 to 99.5 percent of the values: what nnU-Net clips to, and enough for images without absolute units. */
const LOWER_FRACTION = 0.005
const UPPER_FRACTION = 0.995

/** @param values finite ones, in any order; a sample is enough. Without any: 0 to 1 */
export function percentileWindow(values: Float32Array): GreyWindow {
  const sorted = values.slice().sort()
  const name = 'Percentiles 0.5–99.5'
  if (sorted.length === 0) return { name, lowerValue: 0, upperValue: 1 }
  const lowerValue = quantileOf(sorted, LOWER_FRACTION)
  const upperValue = quantileOf(sorted, UPPER_FRACTION)
  if (upperValue > lowerValue) return { name, lowerValue, upperValue }
  // Nearly all voxels alike, as in an image of a few bright spots: the extremes still tell them apart.
  const [smallest, largest] = [sorted[0], sorted[sorted.length - 1]]
  return { name, lowerValue: smallest, upperValue: largest > smallest ? largest : smallest + 1 }
}

/** In the order to offer them: what the file recommends, what its modality is read with, what its values span. */
export function displayWindowsOf(request: {
  storedWindows: readonly StoredWindow[]
  modality: string | null
  percentiles: GreyWindow
}): GreyWindow[] {
  const { storedWindows, modality, percentiles } = request
  const stored = storedWindows
    .filter(({ lowerValue, upperValue }) => upperValue > lowerValue)
    .map(({ name, lowerValue, upperValue }, at) => ({
      name: name ?? (storedWindows.length > 1 ? `From the file, ${at + 1}` : 'From the file'),
      lowerValue,
      upperValue,
    }))
  return [...stored, ...(modality === 'CT' ? CT_WINDOWS : []), percentiles]
}
