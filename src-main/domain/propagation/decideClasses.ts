/**
 * The most likely class of each pixel, and how far ahead of the next one it is.
 * @param options.logits [pixels, classCount + 1], background first; log-odds, unscaled
 * @param options.labelOf label of each of the classes, background (0) first
 * @returns labels, and 255 × (probability of the label − that of the next likely one)
 */
export function decideClasses(options: { readonly logits: Float32Array; readonly labelOf: readonly number[] }): {
  labels: Uint8Array
  confidence: Uint8Array
} {
  const { logits, labelOf } = options
  const count = labelOf.length
  const labels = new Uint8Array(logits.length / count)
  const confidence = new Uint8Array(labels.length)
  for (let pixel = 0, from = 0; pixel < labels.length; pixel++, from += count) {
    let [best, first, second] = [0, logits[from], -Infinity]
    for (let index = 1; index < count; index++) {
      const value = logits[from + index]
      if (value > first) {
        second = first
        first = value
        best = index
      } else if (value > second) second = value
    }
    let sum = 0
    for (let index = 0; index < count; index++) sum += Math.exp(logits[from + index] - first)
    labels[pixel] = labelOf[best]
    confidence[pixel] = Math.round((255 * (1 - Math.exp(second - first))) / sum)
  }
  return { labels, confidence }
}
