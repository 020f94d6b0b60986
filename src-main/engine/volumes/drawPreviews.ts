import type { SlicePreview } from '../../contract/volumes'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { displayWindowsOf } from '../../domain/volume/displayWindows'
import { greyPreview, labelPreview, previewSize, radiologicalTurn, turned } from '../../domain/volume/previewRaster'
import { SLICE_AXES, sliceLayout } from '../../domain/volume/slices'
import { modalityOf, type VolumeDescription } from './describeVolume'
import type { PreviewShelf } from './PreviewShelf'
import { readSlice } from './readSlice'

/** Which slices of a case are drawn; null: the middle one, or of a labelled case the one with most target. */
export interface PreviewRequest extends VolumeDescription {
  readonly sliceIndices: readonly (number | null)[]
  readonly maxSidePixels: number
  readonly shelf: PreviewShelf
}

/**
 * Small pictures of slices of one case, in the window it opens with, in the order they were asked for.
 * @throws SlicewrightError SLICE_INDEX_OUT_OF_RANGE, CANCELLED, and what is wrong with the files
 */
export async function drawPreviews(request: PreviewRequest): Promise<SlicePreview[]> {
  const previews: SlicePreview[] = []
  for (const asked of request.sliceIndices) {
    throwIfCancelled(request.signal, 'Drawing the previews')
    const sliceIndex = asked ?? (await telling(request))
    const key = JSON.stringify([
      request.workspace,
      request.record.caseId,
      request.record.image.sha256,
      request.record.label?.sourceSha256,
      sliceIndex,
      request.maxSidePixels,
    ])
    previews.push(request.shelf.find(key) ?? (await drawPreview(request, { key, sliceIndex })))
  }
  return previews
}

/** The slice that shows a case best. */
async function telling(request: PreviewRequest): Promise<number> {
  const { record, library } = request
  const middle = Math.floor(record.geometry.size[SLICE_AXES.indexOf(record.sliceAxis)] / 2)
  if (record.label === null) return middle
  const { targetVoxelCounts } = await library.labelSurvey(request)
  const most = targetVoxelCounts.reduce((best, count, at) => (count > targetVoxelCounts[best] ? at : best), 0)
  return targetVoxelCounts[most] === 0 ? middle : most
}

async function drawPreview(
  request: PreviewRequest,
  { key, sliceIndex }: { key: string; sliceIndex: number },
): Promise<SlicePreview> {
  const { record, library, maxSidePixels, shelf, signal } = request
  const { geometry, sliceAxis: axis, caseId } = record
  const { size, spacingMm } = geometry
  const layout = sliceLayout(size, axis)
  if (sliceIndex >= layout.sliceCount)
    throw new SlicewrightError(
      'SLICE_INDEX_OUT_OF_RANGE',
      `${caseId} has ${layout.sliceCount} slices; slice ${sliceIndex + 1} was asked for.`,
      { details: { caseId, sliceIndex, sliceCount: layout.sliceCount } },
    )
  const { dtype } = await library.image(request)
  const voxels = await library.imageVoxels(request)
  const slice = await readSlice({ voxels, dtype, size, axis, sliceIndex, signal })
  const [window] = displayWindowsOf({
    storedWindows: record.storedWindows,
    modality: modalityOf(request),
    percentiles: await library.percentiles(request),
  })
  const pixels = previewSize(layout, maxSidePixels)
  const turn = radiologicalTurn({ geometry, axis })
  const grey = turned(greyPreview(slice, { size: pixels, ...window }), turn)
  const labels = await labelsOf(request, sliceIndex)
  const pixelMm = [
    (spacingMm[layout.axes.width] * layout.width) / pixels.width,
    (spacingMm[layout.axes.height] * layout.height) / pixels.height,
  ] as const
  return shelf.add(
    key,
    {
      caseId,
      sliceIndex,
      width: grey.width,
      height: grey.height,
      pixelMm: turn.isTransposed ? [pixelMm[1], pixelMm[0]] : [...pixelMm],
    },
    { grey: grey.data, labels: labels === null ? null : turned(labelPreview(labels, pixels), turn).data },
  )
}

/** The imported labels of a slice; null where there is nothing to show. */
async function labelsOf(request: PreviewRequest, sliceIndex: number) {
  const { record, library, signal } = request
  if (record.label === null) return null
  const survey = await library.labelSurvey(request)
  if (survey.targetVoxelCounts[sliceIndex] === 0) return null
  const voxels = await library.labelVoxels(request)
  const { size } = record.geometry
  const { data, ...shape } = await readSlice({
    voxels,
    dtype: 'uint8',
    size,
    axis: record.sliceAxis,
    sliceIndex,
    signal,
  })
  return { data: Uint8Array.from(data), ...shape }
}
