import type { SliceAxis } from '../../volume/slices'
import type { Volume } from '../../volume/Volume'
import { principalComponents } from './principalComponents'
import type { SliceDescriptors } from './SliceDescriptors'
import { thumbnails } from './thumbnails'

export const THUMBNAIL_SIDE = 32
export const COMPONENT_COUNT = 32

/** Descriptors that need no training: 32 principal components of the volume's own 32 × 32 thumbnails (method.md D, extractor c). */
export function thumbnailComponents({ volume, axis }: { volume: Volume; axis: SliceAxis }): SliceDescriptors {
  const rows = thumbnails({ volume, axis, side: THUMBNAIL_SIDE })
  return principalComponents({ rows, componentCount: COMPONENT_COUNT })
}
