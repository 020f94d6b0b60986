/**
 * Value between pixel centres; positions beyond the outermost centres take the outermost value.
 * @param image [height, width]
 * @param x column, y row, in pixels
 */
export function bilinear(image: Float32Array, width: number, height: number, x: number, y: number): number {
  const left = Math.min(Math.max(Math.floor(x), 0), width - 1)
  const right = Math.min(left + 1, width - 1)
  const above = Math.min(Math.max(Math.floor(y), 0), height - 1) * width
  const below = Math.min(above + width, (height - 1) * width)
  const across = Math.min(Math.max(x - left, 0), 1)
  const down = Math.min(Math.max(y - above / width, 0), 1)
  const top = image[above + left] * (1 - across) + image[above + right] * across
  const bottom = image[below + left] * (1 - across) + image[below + right] * across
  return top * (1 - down) + bottom * down
}
