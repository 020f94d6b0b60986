import { IGNORE_LABEL } from '../labels/LabelMap'

/** Counts how two label maps overlap, slice by slice. Voxels that either leaves open (255) are skipped. */
export class OverlapCounts {
  private readonly intersections = new Float64Array(256)
  /** |A_c| + |B_c| */
  private readonly sums = new Float64Array(256)

  /** Counts two slices in. @returns the IoU of these two alone, null where both are empty */
  add(a: Uint8Array, b: Uint8Array): number | null {
    let intersection = 0
    let sum = 0
    for (let at = 0; at < a.length; at++) {
      const inA = a[at]
      const inB = b[at]
      if ((inA | inB) === 0 || inA === IGNORE_LABEL || inB === IGNORE_LABEL) continue
      if (inA !== 0) {
        this.sums[inA]++
        sum++
      }
      if (inB !== 0) {
        this.sums[inB]++
        sum++
      }
      if (inA !== inB) continue
      this.intersections[inA]++
      intersection++
    }
    return sum === 0 ? null : intersection / (sum - intersection)
  }

  /** Of one class over all slices counted in; null where none of them shows it. */
  iouOf(label: number): number | null {
    const union = this.sums[label] - this.intersections[label]
    return union === 0 ? null : this.intersections[label] / union
  }
}
