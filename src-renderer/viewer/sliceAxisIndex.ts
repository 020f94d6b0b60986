import { SLICE_AXES } from '../../src-main/domain/volume/slices'
import type { VolumeSource } from './viewerTypes'

/** The number (0 = i, 1 = j, 2 = k) of the axis whose slices are counted. */
export function sliceAxisIndex(source: VolumeSource): 0 | 1 | 2 {
  return SLICE_AXES.indexOf(source.sliceAxis) as 0 | 1 | 2
}
