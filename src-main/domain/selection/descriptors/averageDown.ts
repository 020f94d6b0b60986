interface PlaneSize {
  readonly width: number
  readonly height: number
}

/**
 * Averages slices down to another size by exact areas, the whole slice stretched to fit. Values that are not finite count as 0.
 * @returns from `[from.height, from.width]` to `[to.height, to.width]`
 */
export function averageDown(from: PlaneSize, to: PlaneSize): (pixels: ArrayLike<number>) => Float32Array {
  const [columns, rows] = [areaWeights(from.width, to.width), areaWeights(from.height, to.height)]
  const squeezed = new Float64Array(from.height * to.width)
  return (pixels) => {
    for (let row = 0; row < from.height; row++)
      columns.forEach((weights, column) => {
        let sum = 0
        for (const { at, weight } of weights) {
          const value = Number(pixels[row * from.width + at])
          if (Number.isFinite(value)) sum += weight * value
        }
        squeezed[row * to.width + column] = sum
      })
    const result = new Float32Array(to.width * to.height)
    rows.forEach((weights, row) => {
      for (let column = 0; column < to.width; column++) {
        let sum = 0
        for (const { at, weight } of weights) sum += weight * squeezed[at * to.width + column]
        result[row * to.width + column] = sum
      }
    })
    return result
  }
}

/** For each of `count` equal parts of `length` pixels: which pixels lie in it, and with what share of it. */
function areaWeights(length: number, count: number): { at: number; weight: number }[][] {
  const part = length / count
  return Array.from({ length: count }, (_, index) => {
    const [start, end] = [index * part, (index + 1) * part]
    const weights: { at: number; weight: number }[] = []
    for (let at = Math.floor(start); at < Math.min(length, Math.ceil(end)); at++) {
      const overlap = Math.min(end, at + 1) - Math.max(start, at)
      if (overlap > 0) weights.push({ at, weight: overlap / part })
    }
    return weights
  })
}
