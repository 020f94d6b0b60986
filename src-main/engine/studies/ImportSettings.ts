import type { LabelMapping } from '../../domain/labels/labelMapping'
import type { SliceAxis } from '../../domain/volume/slices'

/** How the user wants a data set to be read. Null is "not said". */
export interface ImportSettings {
  /** Null takes the name in dataset.json, or the folder's. */
  readonly datasetName: string | null
  readonly copyImages: boolean
  readonly channel: number | null
  readonly ignoreValue: number | null
  readonly mapping: LabelMapping | null
  readonly sliceAxis: SliceAxis
  readonly allowUnlabelled: boolean
  readonly imageSuffix: string | null
  readonly labelSuffix: string | null
}
