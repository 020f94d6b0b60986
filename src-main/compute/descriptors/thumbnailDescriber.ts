import { principalComponents } from '../../domain/selection/descriptors/principalComponents'
import { COMPONENT_COUNT, THUMBNAIL_SIDE } from '../../domain/selection/descriptors/thumbnailComponents'
import { runOnCpuPool } from '../../workers/runOnCpuPool'
import { breathingThumbnails } from './breathingThumbnails'
import type { SliceDescriber } from './SliceDescriber'

/** Of descriptors that must be alike in all volumes, which components of one volume are not. */
const SHARED_SIDE = 16
/** Jacobi of so few slices is over before a thread is reached. */
const FEW_SLICES = 48

/** Descriptors that need no training (method.md D, extractor c). */
export const thumbnailDescriber: SliceDescriber = {
  id: 'thumbnails',
  label: 'Thumbnails',
  description: 'Small pictures of the slices; no training.',
  source: '32 principal components of 32 × 32 thumbnails (over a data set: 16 × 16 thumbnails as they are)',
  takes: 'nothing',
  learnsFromPool: false,
  dependsOnScope: true,
  isQuick: true,
  open: (_, { scope }) =>
    Promise.resolve({
      async describe({ volume, axis, signal }) {
        const side = scope === 'dataset' ? SHARED_SIDE : THUMBNAIL_SIDE
        const rows = await breathingThumbnails({ volume, axis, width: side, height: side, signal })
        if (scope === 'dataset') return rows
        const request = { rows, componentCount: COMPONENT_COUNT }
        return rows.sliceCount <= FEW_SLICES
          ? principalComponents(request)
          : runOnCpuPool('principalComponents', request, { signal, what: 'Describing slices' })
      },
      close: () => Promise.resolve(),
    }),
}
