import type { SliceAxis } from '../volume/slices'
import { sliceLayout } from '../volume/slices'
import { IGNORE_LABEL, type LabelMap } from './LabelMap'

/**
 * What is known of a slice: annotated with a class in it, annotated and found empty, or not looked at. A slice in which some
 * voxels are annotated (scribbles) counts as annotated.
 */
export type SliceState = 'annotated' | 'annotated-empty' | 'not-annotated'

/** One state a slice on `axis`, first slice first. */
export function sliceStatesOf({ labelMap, axis }: { labelMap: LabelMap; axis: SliceAxis }): SliceState[] {
  const { sliceCount, strides, width, height } = sliceLayout(labelMap.geometry.size, axis)
  return Array.from({ length: sliceCount }, (_, sliceIndex) => {
    let isAnnotated = false
    for (let row = 0; row < height; row++) {
      let at = sliceIndex * strides.slice + row * strides.height
      for (let column = 0; column < width; column++, at += strides.width) {
        const label = labelMap.data[at]
        if (label === IGNORE_LABEL) continue
        if (label !== 0) return 'annotated'
        isAnnotated = true
      }
    }
    return isAnnotated ? 'annotated-empty' : 'not-annotated'
  })
}
