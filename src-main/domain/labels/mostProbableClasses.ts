/**
 * The class of the highest probability for each pixel; the lower class where two are equal.
 *
 * @param options.probabilities one slice, [pixel, class] (`channels-last`) or [class, pixel] (`channels-first`)
 * @returns a class index for each pixel
 */
export function mostProbableClasses(options: {
  probabilities: Float32Array
  classCount: number
  layout: 'channels-last' | 'channels-first'
}): Uint8Array {
  const { probabilities, classCount, layout } = options
  const pixelCount = probabilities.length / classCount
  const [perPixel, perClass] = layout === 'channels-last' ? [classCount, 1] : [1, pixelCount]
  return Uint8Array.from({ length: pixelCount }, (_, pixel) => {
    let best = 0
    for (let classIndex = 1; classIndex < classCount; classIndex++)
      if (probabilities[pixel * perPixel + classIndex * perClass] > probabilities[pixel * perPixel + best * perClass])
        best = classIndex
    return best
  })
}
