import type { LabelMap } from '../../domain/labels/LabelMap'
import { sliceStatesOf } from '../../domain/labels/sliceStates'
import type { SelectionPolicy, SelectionRequest } from '../../domain/selection/defineSelectionPolicy'
import type { SliceDescriptors } from '../../domain/selection/descriptors/SliceDescriptors'
import { thumbnailComponents } from '../../domain/selection/descriptors/thumbnailComponents'
import type { SliceAxis } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'

/** What a policy is told of the slices of one volume. */
export type SliceFacts = Pick<SelectionRequest, 'descriptors' | 'isForeground'>

/**
 * What `policy` needs to know of a volume's slices, and nothing else: files that are not needed are not read.
 * @param loadLabels null where there is no label map
 */
export async function sliceFactsFor({
  policy,
  axis,
  loadImage,
  loadLabels,
  describe = (volume) => thumbnailComponents({ volume, axis }),
}: {
  policy: Pick<SelectionPolicy, 'needs'>
  axis: SliceAxis
  loadImage: () => Promise<Volume>
  loadLabels: (() => Promise<LabelMap>) | null
  /** Left out, by thumbnails. */
  describe?: (volume: Volume) => SliceDescriptors | Promise<SliceDescriptors>
}): Promise<SliceFacts> {
  const { descriptors, foreground } = policy.needs
  return {
    ...(descriptors ? { descriptors: await describe(await loadImage()) } : {}),
    ...(foreground ? { isForeground: loadLabels === null ? null : foregroundIn(await loadLabels(), axis) } : {}),
  }
}

/** null where some slice was not looked at: whether it holds target is not known. */
function foregroundIn(labelMap: LabelMap, axis: SliceAxis): boolean[] | null {
  const states = sliceStatesOf({ labelMap, axis })
  return states.includes('not-annotated') ? null : states.map((state) => state === 'annotated')
}
