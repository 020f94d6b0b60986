import { SeededRandom } from '../../../domain/random/SeededRandom'
import { WHITE } from './GreyVolume'
import type { Stretch } from './SlicePool'

/** Where the pixels of a training patch lie in a slice: shared by all slices that are compared. */
export interface Placement {
  /** Row-major 2 × 2: from an offset (x, y) from the patch's centre to one from `centre`. */
  readonly matrix: readonly [number, number, number, number]
  /** Position in the slice, in pixels. */
  readonly centre: readonly [x: number, y: number]
}

/** How one slice is shown: each slice differently, so that the network cannot rely on grey values. */
export interface Exposure {
  readonly black: number
  readonly white: number
  readonly gamma: number
  readonly noiseSeed: number
}

/** Sli2Vol enlarges slices to between their size and 300 / 256 of it. */
const LARGEST_ENLARGEMENT = 300 / 256
/** Sli2Vol draws the ends of its window from ranges of 200 HU, about an eighth of the window either way. */
const WINDOW_JITTER = 0.125 * WHITE
const LARGEST_GAMMA = 2
/** A slice that shows less than this (standard deviation, grey values) gets noise, or its edge profile would be the same everywhere. */
const FLAT_SD = 10
const NOISE_SD = 5
/** So often a patch keeps the slice's own pixels, turned by right angles at most: what the network will see in use. */
const EXACT_FRACTION = 0.5

export function drawPlacement(random: SeededRandom, { width, height }: Stretch, side: number): Placement {
  const isExact = random.uniform() < EXACT_FRACTION
  const turn = random.uniform() * 2 * Math.PI
  const drawnScale = 1 + random.uniform() * (LARGEST_ENLARGEMENT - 1)
  const [angle, perPixel] = isExact ? [Math.floor((turn * 2) / Math.PI) * (Math.PI / 2), 1] : [turn, 1 / drawnScale]
  const centreOf = (count: number) => {
    const room = Math.max(0, count - side * perPixel)
    return (count - 1) / 2 + (random.uniform() - 0.5) * room
  }
  const [x, y] = [centreOf(width), centreOf(height)]
  const round = (value: number) => (isExact ? Math.round(value) : value)
  const [cos, sin] = [round(Math.cos(angle)) * perPixel, round(Math.sin(angle)) * perPixel]
  // The centre of an even number of pixels lies between two.
  const half = ((side - 1) / 2) % 1
  const onGrid = (value: number) => (isExact ? Math.round(value - half) + half : value)
  return { matrix: [cos, -sin, sin, cos], centre: [onGrid(x), onGrid(y)] }
}

export function drawExposure(random: SeededRandom): Exposure {
  const jitter = () => WINDOW_JITTER * (2 * random.uniform() - 1)
  return {
    black: jitter(),
    white: WHITE + jitter(),
    gamma: LARGEST_GAMMA ** (2 * random.uniform() - 1),
    noiseSeed: random.nextUint32(),
  }
}

/**
 * @param options.slice [height, width] of the stretch
 * @returns [side, side], linear between pixels; the outermost pixels go on beyond the slice
 */
export function cutPatch(options: {
  slice: Float32Array
  size: { width: number; height: number }
  placement: Placement
  side: number
}): Float32Array {
  const { slice, size, placement, side } = options
  const { width, height } = size
  const [xFromX, xFromY, yFromX, yFromY] = placement.matrix
  const [centreX, centreY] = placement.centre
  const patch = new Float32Array(side * side)
  for (let row = 0, to = 0; row < side; row++)
    for (let column = 0; column < side; column++, to++) {
      const [offsetX, offsetY] = [column - (side - 1) / 2, row - (side - 1) / 2]
      const x = Math.min(Math.max(centreX + xFromX * offsetX + xFromY * offsetY, 0), width - 1)
      const y = Math.min(Math.max(centreY + yFromX * offsetX + yFromY * offsetY, 0), height - 1)
      const [left, top] = [Math.floor(x), Math.floor(y)]
      const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)]
      const [across, down] = [x - left, y - top]
      const upper = slice[top * width + left] * (1 - across) + slice[top * width + right] * across
      const lower = slice[bottom * width + left] * (1 - across) + slice[bottom * width + right] * across
      patch[to] = upper * (1 - down) + lower * down
    }
  return patch
}

/** @returns grey values within 0 and 255 */
export function expose(patch: Float32Array, { black, white, gamma, noiseSeed }: Exposure): Float32Array {
  const noise = new SeededRandom(noiseSeed)
  const noiseSd = sdOf(patch) < FLAT_SD ? NOISE_SD : 0
  return patch.map((value) => {
    const noisy = noiseSd > 0 ? value + noiseSd * noise.normal() : value
    return WHITE * Math.min(Math.max((noisy - black) / (white - black), 0), 1) ** gamma
  })
}

function sdOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}
