import type { Triple } from '../volume/geometry'

/**
 * Exact squared Euclidean distance in mm² from every voxel of a box to the centre of the nearest site, in time linear in the
 * number of voxels (Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions", Theory of Computing 8, 2012).
 *
 * @param isSite `[depth, height, width]`, row-major, not zero at a site
 * @param size [width, height, depth]; depth is 1 for a slice
 * @param spacingMm in the order of `size`
 * @returns Float32, the shape of `isSite`; Infinity everywhere where there is no site
 */
export function squaredDistancesMm2(options: {
  readonly isSite: Uint8Array
  readonly size: Triple
  readonly spacingMm: Triple
}): Float32Array {
  const { isSite, size, spacingMm } = options
  const [width, height, depth] = size
  const distances = new Float32Array(isSite.length)
  for (let start = 0; start < isSite.length; start += width) scanRow(isSite, distances, start, width, spacingMm[0])
  const envelope = new LowerEnvelope(Math.max(height, depth))
  if (height > 1)
    for (let slice = 0; slice < depth; slice++)
      for (let column = 0; column < width; column++)
        envelope.transformInPlace(distances, slice * width * height + column, width, height, spacingMm[1])
  if (depth > 1)
    for (let at = 0; at < width * height; at++)
      envelope.transformInPlace(distances, at, width * height, depth, spacingMm[2])
  return distances
}

/** Along the first axis the transform of a binary line: two scans, one in each direction. */
function scanRow(isSite: Uint8Array, distances: Float32Array, start: number, width: number, spacingMm: number): void {
  let steps = Infinity
  for (let at = start; at < start + width; at++) {
    steps = isSite[at] === 0 ? steps + 1 : 0
    distances[at] = (steps * spacingMm) ** 2
  }
  steps = Infinity
  for (let at = start + width - 1; at >= start; at--) {
    steps = isSite[at] === 0 ? steps + 1 : 0
    const squared = (steps * spacingMm) ** 2
    if (squared < distances[at]) distances[at] = squared
  }
}

/** The lower envelope of the parabolas rooted at a line's voxels; holds the memory that all lines share. */
class LowerEnvelope {
  /** Roots of the parabolas on the envelope, their heights, and where each begins to be the lowest. */
  private readonly roots: Int32Array
  private readonly heights: Float64Array
  private readonly begins: Float64Array

  constructor(length: number) {
    this.roots = new Int32Array(length)
    this.heights = new Float64Array(length)
    this.begins = new Float64Array(length)
  }

  transformInPlace(values: Float32Array, start: number, stride: number, length: number, spacingMm: number): void {
    const { roots, heights, begins } = this
    const squaredSpacing = spacingMm * spacingMm
    let last = -1
    for (let index = 0, at = start; index < length; index++, at += stride) {
      const height = values[at]
      if (height === Infinity) continue
      let begin = -Infinity
      while (last >= 0) {
        const root = roots[last]
        const rise = (height - heights[last]) / squaredSpacing
        begin = (rise + index * index - root * root) / (2 * (index - root))
        if (begin > begins[last]) break
        last--
      }
      last++
      roots[last] = index
      heights[last] = height
      begins[last] = last === 0 ? -Infinity : begin
    }
    if (last < 0) return
    for (let index = 0, at = start, lowest = 0; index < length; index++, at += stride) {
      while (lowest < last && begins[lowest + 1] < index) lowest++
      const steps = index - roots[lowest]
      values[at] = steps * steps * squaredSpacing + heights[lowest]
    }
  }
}
