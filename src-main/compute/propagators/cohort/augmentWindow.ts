import { IGNORE_LABEL } from '../../../domain/labels/LabelMap'
import type { SeededRandom } from '../../../domain/random/SeededRandom'
import type { PerSide } from './canvas'

/** A slice among its neighbours on the canvas, with what is known of it. */
export interface AnnotatedWindow {
  /** [height, width] each: the neighbours below, the slice, the neighbours above */
  readonly slices: readonly Float32Array[]
  /** [height, width], class indices; IGNORE_LABEL where not annotated */
  readonly classes: Uint8Array
}

const ROTATION_RADIANS = (10 * Math.PI) / 180
const LOG_SCALE = 0.2
const LOG_ASPECT = 0.1
const SHIFT_FRACTION = 0.05
/** Displacements drawn at so many points a side and bent smoothly in between, as a fraction of the canvas. */
const BEND_POINTS = 5
const BEND_SD_FRACTION = 0.02
const LOG_CONTRAST = 0.25
const BRIGHTNESS = 0.25
const LARGEST_NOISE_SD = 0.2

/**
 * A changed copy: turned, scaled, stretched, shifted and bent, all slices alike, in another contrast, with noise. Never mirrored: left is
 * not right. Few annotated slices have to stand for many others.
 * @returns the slices interleaved, [height, width, slices]; and the classes by nearest pixel
 */
export function augmentWindow(
  { slices, classes }: AnnotatedWindow,
  size: PerSide,
  random: SeededRandom,
): { image: Float32Array; classes: Uint8Array } {
  const { width, height } = size
  const symmetric = (largest: number) => largest * (2 * random.uniform() - 1)
  const angle = symmetric(ROTATION_RADIANS)
  const [scale, aspect] = [Math.exp(symmetric(LOG_SCALE)), Math.exp(symmetric(LOG_ASPECT))]
  const [shiftX, shiftY] = [symmetric(SHIFT_FRACTION) * width, symmetric(SHIFT_FRACTION) * height]
  const bend = { x: drawBend(random, width), y: drawBend(random, height) }
  const contrast = Math.exp(symmetric(LOG_CONTRAST))
  const brightness = symmetric(BRIGHTNESS)
  const noiseSd = LARGEST_NOISE_SD * random.uniform()
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale]
  const count = slices.length
  const image = new Float32Array(width * height * count)
  const changed = new Uint8Array(width * height)
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at++) {
      const [offsetX, offsetY] = [column - (width - 1) / 2, row - (height - 1) / 2]
      const [bentX, bentY] = [bendAt(bend.x, row, column, size), bendAt(bend.y, row, column, size)]
      const x = (cos * offsetX - sin * offsetY) * aspect + (width - 1) / 2 + shiftX + bentX
      const y = (sin * offsetX + cos * offsetY) / aspect + (height - 1) / 2 + shiftY + bentY
      const isInside = x > -0.5 && x < width - 0.5 && y > -0.5 && y < height - 0.5
      changed[at] = isInside ? classes[Math.round(y) * width + Math.round(x)] : IGNORE_LABEL
      const left = Math.min(Math.max(Math.floor(x), 0), width - 1)
      const above = Math.min(Math.max(Math.floor(y), 0), height - 1)
      const across = Math.min(Math.max(x - left, 0), 1)
      const down = Math.min(Math.max(y - above, 0), 1)
      const toRight = left + 1 < width ? 1 : 0
      const toBelow = above + 1 < height ? width : 0
      const from = above * width + left
      for (let channel = 0; channel < count; channel++) {
        const slice = slices[channel]
        const upper = slice[from] + (slice[from + toRight] - slice[from]) * across
        const lower = slice[from + toBelow] + (slice[from + toBelow + toRight] - slice[from + toBelow]) * across
        image[at * count + channel] = (upper + (lower - upper) * down) * contrast + brightness
      }
    }
  for (let at = 0; at < image.length; at++) image[at] += noiseSd * random.normal()
  return { image, classes: changed }
}

/** As `augmentWindow` without a change. */
export function interleave(slices: readonly Float32Array[]): Float32Array {
  const image = new Float32Array(slices[0].length * slices.length)
  slices.forEach((slice, channel) => {
    for (let at = 0; at < slice.length; at++) image[at * slices.length + channel] = slice[at]
  })
  return image
}

function drawBend(random: SeededRandom, side: number): Float32Array {
  return Float32Array.from({ length: BEND_POINTS ** 2 }, () => BEND_SD_FRACTION * side * random.normal())
}

/** Linear between the drawn points, smoothed at them. */
function bendAt(bend: Float32Array, row: number, column: number, { width, height }: PerSide): number {
  const across = smoothPlace(column, width)
  const down = smoothPlace(row, height)
  const from = down.index * BEND_POINTS + across.index
  const upper = bend[from] + (bend[from + 1] - bend[from]) * across.share
  const lower = bend[from + BEND_POINTS] + (bend[from + BEND_POINTS + 1] - bend[from + BEND_POINTS]) * across.share
  return upper + (lower - upper) * down.share
}

function smoothPlace(at: number, count: number): { index: number; share: number } {
  const place = count === 1 ? 0 : (at * (BEND_POINTS - 1)) / (count - 1)
  const index = Math.min(Math.floor(place), BEND_POINTS - 2)
  const share = place - index
  return { index, share: share * share * (3 - 2 * share) }
}
