import type { LabelLayerInfo, OpenedVolume } from '../../contract/volumes'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { displayWindowsOf } from '../../domain/volume/displayWindows'
import { SLICE_AXES } from '../../domain/volume/slices'
import type { DatasetRecord } from '../../io/workspace/DatasetTable'
import type { CaseRequest, VolumeLibrary } from './VolumeLibrary'

export interface VolumeDescription extends CaseRequest {
  readonly dataset: DatasetRecord | null
  readonly library: VolumeLibrary
}

/**
 * A case as a viewer needs it before the first voxel is there.
 * @throws SlicewrightError FILE_NOT_FOUND, CASE_CHANGED, and what is wrong with its files
 */
export async function describeVolume(request: VolumeDescription): Promise<OpenedVolume> {
  const { record, library } = request
  const image = await library.image(request)
  const imported = await importedLayer(request)
  const modality = modalityOf(request)
  return {
    caseId: record.caseId,
    title: record.caseId,
    grid: { ...record.geometry, direction: [...record.geometry.direction] },
    sliceAxis: record.sliceAxis,
    sliceCount: record.geometry.size[SLICE_AXES.indexOf(record.sliceAxis)],
    image,
    modality,
    windows: displayWindowsOf({
      storedWindows: record.storedWindows,
      modality,
      percentiles: await library.percentiles(request),
    }),
    layers: imported === null ? [] : [imported],
    warnings: record.warnings,
  }
}

async function importedLayer(request: VolumeDescription): Promise<LabelLayerInfo | null> {
  const { record, dataset, library } = request
  const voxels = library.label(request)
  if (record.label === null || voxels === null) return null
  const survey = record.label.isSparse ? await library.labelSurvey(request) : null
  return {
    layerId: 'imported',
    kind: 'imported',
    title: 'Imported labels',
    voxels,
    classes: record.classes.map((label) => ({
      label,
      name: dataset?.classNames[String(label)] ?? `Class ${label}`,
    })),
    annotatedSliceIndices:
      survey === null ? null : [...survey.isAnnotated.keys()].filter((at) => survey.isAnnotated[at] === 1),
    confidence: null,
  }
}

/** What the image says itself, or else the name of the data set's channel where that is a modality. */
export function modalityOf({ record, dataset }: { record: CaseRecord; dataset: DatasetRecord | null }): string | null {
  if (record.modality !== null) return record.modality
  const channel = dataset?.channelName?.trim().toUpperCase()
  if (channel === 'CT') return 'CT'
  return channel === 'MRI' || channel === 'MR' ? 'MR' : null
}
