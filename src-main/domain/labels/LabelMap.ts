import type { Geometry } from '../volume/geometry'

/** Not annotated. The loss and the metrics skip it; it never stands for background. */
export const IGNORE_LABEL = 255

/** 0 is background, 1–254 are classes. */
export const MAX_CLASS_LABEL = 254

/** Integer classes on a grid, `[k, j, i]`. A map that contains IGNORE_LABEL is *sparse*. */
export interface LabelMap {
  readonly data: Uint8Array
  readonly geometry: Geometry
}

/** The class labels (1–254) that occur, ascending. */
export function classLabelsOf(data: Uint8Array): number[] {
  const seen = new Uint8Array(256)
  for (let at = 0; at < data.length; at++) seen[data[at]] = 1
  const labels: number[] = []
  for (let label = 1; label <= MAX_CLASS_LABEL; label++) if (seen[label] === 1) labels.push(label)
  return labels
}
