/** A bar of a round length, at most `widestPixels` wide. */
export function scaleBar(request: { mmPerPixel: number; widestPixels: number }): {
  lengthPixels: number
  text: string
} {
  const { mmPerPixel, widestPixels } = request
  const longestMm = mmPerPixel * widestPixels
  const decade = 10 ** Math.floor(Math.log10(longestMm))
  const lengthMm = decade * ([5, 2, 1].find((step) => step * decade <= longestMm) ?? 1)
  return {
    lengthPixels: lengthMm / mmPerPixel,
    text: lengthMm >= 10 ? `${lengthMm / 10} cm` : `${Number(lengthMm.toPrecision(1))} mm`,
  }
}
