import { SlicewrightError } from '../errors'
import { IGNORE_LABEL, type LabelMap } from '../labels/LabelMap'
import { measureNormalisation, normaliseIntensity } from './normaliseIntensity'
import { sliceFitOf, type PreprocessingPlan } from './preprocessingPlan'
import { resampleSliceLinear, resampleSliceNearest, restoreSliceNearest } from './resampleSlice'
import type { Volume } from './Volume'
import { extractSlice, insertSliceInPlace, sliceLayout, type SliceAxis } from './slices'
import type { Geometry } from './geometry'

/** Padding is the volume's mean, so that it stands out as little as it can. */
const PADDING_INTENSITY = 0

/**
 * Measures the intensities of a whole volume, and prepares its slices one by one as they are asked for.
 *
 * @returns from a slice index to its [height, width] canvas
 * @throws SlicewrightError VOXELS_NOT_FINITE
 */
export function imagePreprocessor(options: {
  volume: Volume
  plan: PreprocessingPlan
}): (sliceIndex: number) => Float32Array {
  const { volume, plan } = options
  const layout = sliceLayout(volume.geometry.size, plan.sliceAxis)
  const fit = sliceFitOf(volume.geometry, plan)
  const normalisation = measureNormalisation(volume.data, plan.intensity)
  return (sliceIndex) => {
    const slice = normaliseIntensity(extractSlice(volume.data, layout, sliceIndex), normalisation)
    return resampleSliceLinear({ slice, fit, padding: PADDING_INTENSITY })
  }
}

/**
 * Chosen slices of a label map as class indices: 0 background, 1… in the order of `classLabels`, IGNORE_LABEL where not annotated
 * and on padding.
 *
 * @returns one [height, width] canvas for each of `sliceIndices`
 * @throws SlicewrightError LABEL_UNEXPECTED_VALUE if a slice holds a label that is not among `classLabels`
 */
export function preprocessLabelSlices(options: {
  labelMap: LabelMap
  plan: PreprocessingPlan
  sliceIndices: readonly number[]
  classLabels: readonly number[]
}): Uint8Array[] {
  const { labelMap, plan } = options
  const fit = sliceFitOf(labelMap.geometry, plan)
  return classSlicesOf({ ...options, sliceAxis: plan.sliceAxis }).map((slice) =>
    resampleSliceNearest({ slice, fit, padding: IGNORE_LABEL }),
  )
}

/**
 * Chosen slices of a label map as class indices, on the stored grid.
 *
 * @throws SlicewrightError LABEL_UNEXPECTED_VALUE if a slice holds a label that is not among `classLabels`
 */
export function classSlicesOf(options: {
  labelMap: LabelMap
  sliceAxis: SliceAxis
  sliceIndices: readonly number[]
  classLabels: readonly number[]
}): Uint8Array[] {
  const { labelMap, sliceAxis, sliceIndices, classLabels } = options
  const layout = sliceLayout(labelMap.geometry.size, sliceAxis)
  const classOf = new Map([
    [0, 0],
    [IGNORE_LABEL, IGNORE_LABEL],
    ...classLabels.map((label, at) => [label, at + 1] as const),
  ])
  return sliceIndices.map((sliceIndex) =>
    extractSlice(labelMap.data, layout, sliceIndex).map((label) => {
      const classIndex = classOf.get(label)
      if (classIndex === undefined) throw unexpectedLabel(label, sliceIndex, classLabels)
      return classIndex
    }),
  )
}

/**
 * The way back: predicted class indices of all slices as labels on the stored grid, by nearest pixel. What the canvas had
 * cropped away is background.
 *
 * @param options.canvases one [height, width] canvas of class indices for each slice of the volume, in order
 */
export function restoreLabelMap(options: {
  canvases: readonly Uint8Array[]
  geometry: Geometry
  plan: PreprocessingPlan
  classLabels: readonly number[]
}): LabelMap {
  const { canvases, geometry, plan, classLabels } = options
  const layout = sliceLayout(geometry.size, plan.sliceAxis)
  const fit = sliceFitOf(geometry, plan)
  const labelOf = [0, ...classLabels]
  const data = new Uint8Array(geometry.size[0] * geometry.size[1] * geometry.size[2])
  canvases.forEach((canvas, sliceIndex) => {
    const slice = restoreSliceNearest({ canvas, fit, outside: 0 }).map((classIndex) => labelOf[classIndex])
    insertSliceInPlace(data, layout, sliceIndex, slice)
  })
  return { data, geometry }
}

function unexpectedLabel(label: number, sliceIndex: number, classLabels: readonly number[]): SlicewrightError {
  return new SlicewrightError(
    'LABEL_UNEXPECTED_VALUE',
    `Slice ${sliceIndex} holds label ${label}; the classes are ${classLabels.join(', ')}. Map it to one of them when importing.`,
    { details: { label, sliceIndex, classLabels } },
  )
}
