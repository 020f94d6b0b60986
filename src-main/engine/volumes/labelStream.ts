import { SlicewrightError } from '../../domain/errors'
import { IGNORE_LABEL } from '../../domain/labels/LabelMap'
import type { Geometry } from '../../domain/volume/geometry'
import { SLICE_AXES, type SliceAxis } from '../../domain/volume/slices'
import type { VoxelStream } from '../../io/formats/VoxelStream'

/** What a pass over a label map tells of its slices. */
export interface LabelSurvey {
  /** 1 where a voxel of the slice is annotated (contract.md §1). */
  readonly isAnnotated: Uint8Array
  /** Voxels of a class (1–254) in the slice. */
  readonly targetVoxelCounts: Uint32Array
}

/**
 * A label map for viewers: 255 (not annotated) becomes 0 on the way, and `survey` is filled; it is complete once all was read.
 * @throws SlicewrightError LABEL_RESERVED_VALUE if the file does not hold the uint8 labels that a workspace writes
 */
export function labelStream({ stream, axis }: { stream: VoxelStream; axis: SliceAxis }): {
  stream: VoxelStream
  survey: LabelSurvey
} {
  if (stream.dtype !== 'uint8')
    throw new SlicewrightError(
      'LABEL_RESERVED_VALUE',
      `A label map of the workspace holds ${stream.dtype} instead of uint8 values. Import the label again.`,
    )
  const sliceCount = stream.geometry.size[SLICE_AXES.indexOf(axis)]
  const survey = { isAnnotated: new Uint8Array(sliceCount), targetVoxelCounts: new Uint32Array(sliceCount) }
  return {
    survey,
    stream: {
      ...stream,
      async *read(range) {
        let at = range.firstVoxel
        for await (const piece of stream.read(range)) {
          surveyInPlace({ piece, firstVoxel: at, geometry: stream.geometry, axis, survey })
          at += piece.length
          yield piece
        }
      },
    },
  }
}

function surveyInPlace(request: {
  piece: Uint8Array
  firstVoxel: number
  geometry: Geometry
  axis: SliceAxis
  survey: LabelSurvey
}): void {
  const { piece, firstVoxel, geometry, axis, survey } = request
  const [ni, nj] = geometry.size
  for (let start = 0; start < piece.length;) {
    const voxel = firstVoxel + start
    const i = voxel % ni
    const row = Math.floor(voxel / ni)
    const end = Math.min(piece.length, start + ni - i)
    const slice = axis === 'k' ? Math.floor(row / nj) : axis === 'j' ? row % nj : i
    const step = axis === 'i' ? 1 : 0
    for (let at = start; at < end; at++) {
      const label = piece[at]
      const sliceIndex = slice + step * (at - start)
      if (label === IGNORE_LABEL) piece[at] = 0
      else {
        survey.isAnnotated[sliceIndex] = 1
        if (label !== 0) survey.targetVoxelCounts[sliceIndex]++
      }
    }
    start = end
  }
}
