import type { MeasuredClass } from './measureCase'

/** Slices at one distance from the nearest annotated slice. */
export interface IouAtHops {
  readonly hops: number
  /** Voxels of all cases and seeds pooled for each class, then the mean over classes; null where there is nothing to compare. */
  readonly iou: number | null
}

export function iouByHops(classes: readonly MeasuredClass[]): IouAtHops[] {
  const sums = new Map<number, Map<number, { intersection: number; union: number }>>()
  for (const { label, byDistance } of classes)
    for (const { distanceSlices, intersectionVoxels, unionVoxels } of byDistance) {
      const byLabel = sums.get(distanceSlices) ?? new Map<number, { intersection: number; union: number }>()
      const sum = byLabel.get(label) ?? { intersection: 0, union: 0 }
      byLabel.set(label, {
        intersection: sum.intersection + intersectionVoxels,
        union: sum.union + unionVoxels,
      })
      sums.set(distanceSlices, byLabel)
    }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([hops, byLabel]) => {
      const ious = [...byLabel.values()].filter(({ union }) => union > 0)
      const sum = ious.reduce((total, { intersection, union }) => total + intersection / union, 0)
      return { hops, iou: ious.length === 0 ? null : sum / ious.length }
    })
}
