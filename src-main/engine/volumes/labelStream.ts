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
    if (axis === 'i') surveyAcrossInPlace(piece, { start, end, firstSlice: i }, survey)
    else surveyRowInPlace(piece, { start, end, slice: axis === 'k' ? Math.floor(row / nj) : row % nj }, survey)
    start = end
  }
}

/** A stretch of voxels that lie in one slice. Most are 0, so that 0 is what is asked first. */
function surveyRowInPlace(
  piece: Uint8Array,
  { start, end, slice }: { start: number; end: number; slice: number },
  survey: LabelSurvey,
): void {
  let markedCount = 0
  let ignoredCount = 0
  for (let at = start; at < end; at++) {
    const label = piece[at]
    if (label === 0) continue
    markedCount++
    if (label !== IGNORE_LABEL) continue
    ignoredCount++
    piece[at] = 0
  }
  if (ignoredCount < end - start) survey.isAnnotated[slice] = 1
  survey.targetVoxelCounts[slice] += markedCount - ignoredCount
}

/** A stretch of voxels of which each lies in the next slice. */
function surveyAcrossInPlace(
  piece: Uint8Array,
  { start, end, firstSlice }: { start: number; end: number; firstSlice: number },
  survey: LabelSurvey,
): void {
  for (let at = start; at < end; at++) {
    const slice = firstSlice + at - start
    if (piece[at] === IGNORE_LABEL) piece[at] = 0
    else {
      survey.isAnnotated[slice] = 1
      if (piece[at] !== 0) survey.targetVoxelCounts[slice]++
    }
  }
}
