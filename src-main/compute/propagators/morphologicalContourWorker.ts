import {
  morphologicalContourInterpolationNode,
  type MorphologicalContourInterpolationNodeOptions,
} from '@itk-wasm/morphological-contour-interpolation'
import { Image, ImageType } from 'itk-wasm'
import { classLabelsOf } from '../../domain/labels/LabelMap'
import { serveTasks } from '../../workers/serveTasks'

export interface ContourInterpolationInput {
  /** `[slice, height, width]`; 0 where a slice is to be interpolated */
  readonly labels: Uint8Array<ArrayBuffer>
  /** [width, height, slices] */
  readonly size: readonly [number, number, number]
  readonly nameKeySlices: boolean
  readonly heuristicAlignment: boolean
  readonly ballStructuringElement: boolean
}

/** The slice axis in ITK's order; the filter works in index space and ignores spacing. */
const SLICE_AXIS = 2

serveTasks(async (received) => {
  const input = received as ContourInterpolationInput
  const result = input.nameKeySlices ? await interpolateEachClass(input) : await interpolate(input, {})
  return { result, transfer: [result.buffer] }
})

async function interpolate(
  { labels, size, heuristicAlignment, ballStructuringElement }: ContourInterpolationInput,
  options: MorphologicalContourInterpolationNodeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const image = new Image(new ImageType(3, 'uint8', 'Scalar', 1))
  image.size = [...size]
  image.data = labels
  const { outputImage } = await morphologicalContourInterpolationNode(image, {
    axis: SLICE_AXIS,
    noHeuristicAlignment: !heuristicAlignment,
    useBallStructuringElement: ballStructuringElement,
    ...options,
  })
  return Uint8Array.from(outputImage.data as Uint8Array)
}

/** The filter takes named slices for one label at a time; where two classes claim a voxel the lower label has it. */
async function interpolateEachClass(input: ContourInterpolationInput): Promise<Uint8Array<ArrayBuffer>> {
  const result = input.labels.slice()
  const area = input.size[0] * input.size[1]
  for (const label of classLabelsOf(input.labels)) {
    const labeledSliceIndices: number[] = []
    for (let sliceIndex = 0; sliceIndex < input.size[2]; sliceIndex++)
      if (input.labels.subarray(sliceIndex * area, (sliceIndex + 1) * area).includes(label))
        labeledSliceIndices.push(sliceIndex)
    const filled = await interpolate(input, {
      label,
      useCustomSlicePositions: true,
      labeledSliceIndicesAxis: SLICE_AXIS,
      labeledSliceIndicesLabel: label,
      labeledSliceIndices,
    })
    for (let at = 0; at < result.length; at++) if (result[at] === 0 && filled[at] === label) result[at] = label
  }
  return result
}
