import { IGNORE_LABEL } from './LabelMap'
import { encodeRuns } from './runLengths'

/** A slice's labels as they are kept. */
export interface EncodedMask {
  /** See `encodeRuns`. */
  readonly runs: Uint8Array
  /** Voxels with a class. */
  readonly areaVoxels: number
}

/** @param labels `[height, width]` */
export function encodeMask(labels: Uint8Array): EncodedMask {
  let areaVoxels = 0
  for (let at = 0; at < labels.length; at++) if (labels[at] !== 0 && labels[at] !== IGNORE_LABEL) areaVoxels++
  return { runs: encodeRuns(labels), areaVoxels }
}
