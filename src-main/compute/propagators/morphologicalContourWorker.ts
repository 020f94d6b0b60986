import { morphologicalContourInterpolationNode } from '@itk-wasm/morphological-contour-interpolation'
import { Image, ImageType } from 'itk-wasm'
import { serveTasks } from '../../workers/serveTasks'

export interface ContourInterpolationInput {
  /** `[slice, height, width]`; 0 where a slice is to be interpolated */
  readonly labels: Uint8Array<ArrayBuffer>
  /** [width, height, slices] */
  readonly size: readonly [number, number, number]
  readonly heuristicAlignment: boolean
  readonly ballStructuringElement: boolean
}

/** The slice axis in ITK's order; the filter works in index space and ignores spacing. */
const SLICE_AXIS = 2

serveTasks(async (received) => {
  const { labels, size, heuristicAlignment, ballStructuringElement } = received as ContourInterpolationInput
  const image = new Image(new ImageType(3, 'uint8', 'Scalar', 1))
  image.size = [...size]
  image.data = labels
  const { outputImage } = await morphologicalContourInterpolationNode(image, {
    axis: SLICE_AXIS,
    noHeuristicAlignment: !heuristicAlignment,
    useBallStructuringElement: ballStructuringElement,
  })
  const result = Uint8Array.from(outputImage.data as Uint8Array)
  return { result, transfer: [result.buffer] }
})
