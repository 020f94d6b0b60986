import type { LabelMap } from '../../domain/labels/LabelMap'
import type { Volume } from '../../domain/volume/Volume'
import { readLabelMap } from '../../io/formats/readLabelMap'
import { readVolume } from '../../io/formats/readVolume'
import type { ExperimentCase } from './planExperiment'

export async function loadImage({ record }: ExperimentCase, signal: AbortSignal): Promise<Volume> {
  const { path, files, channel } = record.image
  const { volume } = await readVolume({ path, files, signal, ...(channel === null ? {} : { channel }) })
  return volume
}

/** The workspace's own copy: its values are labels already, so no mapping is applied. */
export async function loadDenseLabels({ labelPath }: ExperimentCase, signal: AbortSignal): Promise<LabelMap> {
  const { labelMap } = await readLabelMap({ path: labelPath, expects: 'dense', signal })
  return labelMap
}
