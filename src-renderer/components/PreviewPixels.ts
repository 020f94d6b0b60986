/** The pictures of a small slice, `[height, width]`. */
export interface PreviewPixels {
  readonly grey: Uint8Array
  /** Classes; null where there are none to show. */
  readonly labels: Uint8Array | null
}

export type PreviewLabelStyle = 'none' | 'outline' | 'fill'

type Colour = readonly [red: number, green: number, blue: number]

const FILL_OPACITY = 0.45

/** Grey values with the classes over them, as a canvas takes them: red, green, blue and opacity of each pixel. */
export function paintPreview(request: {
  pixels: PreviewPixels
  width: number
  height: number
  labelStyle: PreviewLabelStyle
  colourOf: (label: number) => Colour
}): Uint8ClampedArray<ArrayBuffer> {
  const { pixels, width, height, labelStyle, colourOf } = request
  const painted = new Uint8ClampedArray(4 * width * height)
  const { grey, labels } = pixels
  for (let at = 0; at < width * height; at++) {
    const label = labelStyle === 'none' ? 0 : (labels?.[at] ?? 0)
    const isPainted = label !== 0 && (labelStyle === 'fill' || isOnEdge(labels, at, width, height))
    const opacity = !isPainted ? 0 : labelStyle === 'fill' ? FILL_OPACITY : 1
    const colour = isPainted ? colourOf(label) : [0, 0, 0]
    for (let channel = 0; channel < 3; channel++)
      painted[4 * at + channel] = (1 - opacity) * grey[at] + opacity * (colour[channel] ?? 0)
    painted[4 * at + 3] = 255
  }
  return painted
}

/** Whether one of the four neighbours is of another class; the picture's border is none. */
function isOnEdge(labels: Uint8Array | null, at: number, width: number, height: number): boolean {
  if (labels === null) return false
  const [x, y] = [at % width, Math.floor(at / width)]
  return (
    (x > 0 && labels[at - 1] !== labels[at]) ||
    (x < width - 1 && labels[at + 1] !== labels[at]) ||
    (y > 0 && labels[at - width] !== labels[at]) ||
    (y < height - 1 && labels[at + width] !== labels[at])
  )
}
