import type { ErrorModel } from './ErrorModel'
import { expectedOverlap, type ExpectedOverlap } from './expectedOverlaps'
import type { UnseenSlice } from './KeySliceObservation'
import { nearestDistance } from './slicePlace'

export interface PreparedCase {
  readonly caseId: string
  readonly slices: readonly UnseenSlice[]
  /** Classes that were probably missed altogether. */
  readonly unseen: readonly { readonly label: number; readonly probability: number }[]
}

/** Expected IoU over all voxels of the unannotated slices together, mean over classes (contract.md §3); null where nothing is expected. */
export function iouOfCase(model: ErrorModel, { slices, unseen }: PreparedCase): number | null {
  const labels = [...Map.groupBy(slices, ({ label }) => label)]
  const values = labels.flatMap(([, ofLabel]) => pooledIou(ofLabel.map((slice) => expectedOverlap(model, slice))) ?? [])
  if (values.length === 0) return null
  const painted = new Set(labels.map(([label]) => label))
  // A missed class counts as a class of IoU 0.
  const missed = unseen.reduce((sum, { label, probability }) => sum + (painted.has(label) ? 0 : probability), 0)
  return values.reduce((sum, value) => sum + value, 0) / (values.length + missed)
}

/** Expected IoU at each distance, voxels pooled over cases for each class, then the mean over classes; ascending. */
export function iouByDistance(model: ErrorModel, cases: readonly PreparedCase[]): Map<number, number> {
  const slices = cases.flatMap((each) => each.slices)
  const curve = new Map<number, number>()
  for (const [distance, here] of [...Map.groupBy(slices, (slice) => nearestDistance(slice) ?? 0)].sort(
    ([a], [b]) => a - b,
  )) {
    const classes = [...Map.groupBy(here, ({ label }) => label).values()]
    const iou = meanOf(classes.map((ofLabel) => pooledIou(ofLabel.map((slice) => expectedOverlap(model, slice)))))
    if (distance > 0 && iou !== null) curve.set(distance, iou)
  }
  return curve
}

/** Of what is defined; null where nothing is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null)
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length
}

function pooledIou(overlaps: readonly ExpectedOverlap[]): number | null {
  const intersection = overlaps.reduce((sum, { intersectionVoxels }) => sum + intersectionVoxels, 0)
  const union = overlaps.reduce((sum, { unionVoxels }) => sum + unionVoxels, 0)
  return union === 0 ? null : intersection / union
}
