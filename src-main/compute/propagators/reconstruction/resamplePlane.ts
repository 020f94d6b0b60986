/** Width and height of a plane of pixels. */
export interface PlaneSize {
  readonly width: number
  readonly height: number
}

/** For each pixel along one axis of the result: where its sources start, and what each counts. */
interface AxisWeights {
  readonly starts: Int32Array
  readonly weights: readonly Float32Array[]
}

/**
 * Onto another number of pixels over the same field of view: where it shrinks, each pixel is the mean of what it covers; where it
 * grows, linear between pixel centres. The same size comes back as it is.
 *
 * @param options.data [height, width, channelCount]; not changed, may be returned
 */
export function resamplePlane(options: {
  data: Float32Array
  from: PlaneSize
  to: PlaneSize
  channelCount: number
}): Float32Array {
  const { data, from, to, channelCount } = options
  const narrowed = resampleAxis(data, { before: from.height, inner: channelCount, from: from.width, to: to.width })
  return resampleAxis(narrowed, { before: 1, inner: to.width * channelCount, from: from.height, to: to.height })
}

/** `data` seen as [before, from, inner] becomes [before, to, inner]. */
function resampleAxis(
  data: Float32Array,
  { before, inner, from, to }: { before: number; inner: number; from: number; to: number },
): Float32Array {
  if (from === to) return data
  const { starts, weights } = to < from ? coverage(from, to) : between(from, to)
  const result = new Float32Array(before * to * inner)
  for (let block = 0; block < before; block++)
    for (let index = 0; index < to; index++) {
      const target = (block * to + index) * inner
      const parts = weights[index]
      for (let at = 0; at < parts.length; at++) {
        const source = (block * from + starts[index] + at) * inner
        const part = parts[at]
        for (let channel = 0; channel < inner; channel++) result[target + channel] += part * data[source + channel]
      }
    }
  return result
}

/** Each of `to` pixels covers from / to of the others; what it covers in part counts in part. */
function coverage(from: number, to: number): AxisWeights {
  const length = from / to
  const starts = Int32Array.from({ length: to }, (_, index) => Math.floor(index * length))
  const weights = Array.from(starts, (start, index) => {
    const [low, high] = [index * length, Math.min((index + 1) * length, from)]
    const count = Math.max(1, Math.ceil(high - 1e-6) - start)
    return Float32Array.from(
      { length: count },
      (_, at) => (Math.min(high, start + at + 1) - Math.max(low, start + at)) / length,
    )
  })
  return { starts, weights }
}

function between(from: number, to: number): AxisWeights {
  const positions = Array.from({ length: to }, (_, index) =>
    Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1),
  )
  const starts = Int32Array.from(positions, (position) => Math.min(Math.floor(position), Math.max(from - 2, 0)))
  const weights = positions.map((position, index) => {
    const across = position - starts[index]
    return from === 1 ? Float32Array.of(1) : Float32Array.of(1 - across, across)
  })
  return { starts, weights }
}
