import * as tf from '@tensorflow/tfjs'

/** A pixel is seen through the 7×7 window about it. */
export const EDGE_PROFILE_RADIUS = 3

/** The window without its centre. */
export const EDGE_PROFILE_CHANNEL_COUNT = (2 * EDGE_PROFILE_RADIUS + 1) ** 2 - 1

/**
 * The information bottleneck of Sli2Vol (Yeung et al. 2021; method.md B): how much brighter a pixel is than each of its neighbours,
 *
 *     e_k(p) = softmax over k of (I(p) − I(p + o_k)),
 *
 * so that a network which sees nothing else cannot match slices by their intensities.
 *
 * @param padded [batch, height + 6, width + 6, 1], grey values 0 to 255, the outermost pixels repeated three times
 * @returns [batch, height, width, 48], offsets row by row; the caller's
 */
export function edgeProfile(padded: tf.Tensor4D): tf.Tensor4D {
  const [batch, paddedHeight, paddedWidth] = padded.shape
  const size = 2 * EDGE_PROFILE_RADIUS + 1
  const [height, width] = [paddedHeight - size + 1, paddedWidth - size + 1]
  return tf.tidy(() => {
    const at = (row: number, column: number) => tf.slice(padded, [0, row, column, 0], [batch, height, width, 1])
    const centre = at(EDGE_PROFILE_RADIUS, EDGE_PROFILE_RADIUS)
    const neighbours: tf.Tensor4D[] = []
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        if (row !== EDGE_PROFILE_RADIUS || column !== EDGE_PROFILE_RADIUS) neighbours.push(at(row, column))
    return tf.softmax(tf.sub<tf.Tensor4D>(centre, tf.concat(neighbours, 3)), -1)
  })
}

/**
 * Room for the window of the outermost pixels.
 *
 * @param image [height, width]
 * @returns [height + 6, width + 6], the outermost pixels repeated
 */
export function padForEdgeProfile(
  image: Float32Array,
  { height, width }: { height: number; width: number },
): Float32Array {
  const paddedWidth = width + 2 * EDGE_PROFILE_RADIUS
  const padded = new Float32Array((height + 2 * EDGE_PROFILE_RADIUS) * paddedWidth)
  for (let row = 0, to = 0; row < height + 2 * EDGE_PROFILE_RADIUS; row++) {
    const start = clamp(row - EDGE_PROFILE_RADIUS, height) * width
    for (let column = 0; column < paddedWidth; column++)
      padded[to++] = image[start + clamp(column - EDGE_PROFILE_RADIUS, width)]
  }
  return padded
}

function clamp(index: number, count: number): number {
  return Math.min(Math.max(index, 0), count - 1)
}
