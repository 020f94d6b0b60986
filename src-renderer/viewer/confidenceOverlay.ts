import type { Triple } from '../../src-main/domain/volume/geometry'
import { cssColour, type Colour } from './labelPalette'

/**
 * What the confidence of a voxel is drawn as: told apart by how dense the stripes are as well as by colour. Voxels that are surer than
 * all of these are left free, as most are.
 */
export const CONFIDENCE_CLASSES = [
  { label: 1, name: 'doubtful', below: 0.4, stripePart: 2 / 3, colour: [230, 92, 168] as Colour },
  { label: 2, name: 'less sure', below: 0.8, stripePart: 1 / 3, colour: [240, 228, 66] as Colour },
] as const

/** The same for a legend. */
export const CONFIDENCE_LEGEND = CONFIDENCE_CLASSES.map(({ name, colour, stripePart }) => ({
  name,
  colour: cssColour(colour),
  stripePart,
}))

const CERTAIN = 255
/** Voxels that a stripe and the gap beside it take, in a volume of ordinary size. */
const SMALLEST_PERIOD_VOXELS = 3
/** Stripes across the longest side of a volume at most. */
const MOST_STRIPES = 60

/**
 * Writes the classes above for voxels `from` up to (not including) `to`: diagonal stripes that run on from slice to slice, 0 beside them.
 * @param request.confidence uint8 `[k, j, i]`, 255 certain
 * @param request.size [ni, nj, nk]
 */
export function stripeConfidenceInPlace(request: {
  confidence: Uint8Array
  result: Uint8Array
  size: Triple
  from: number
  to: number
}): void {
  const { confidence, result, size, from, to } = request
  const [ni, nj] = size
  const period = Math.max(SMALLEST_PERIOD_VOXELS, Math.round(Math.max(...size) / MOST_STRIPES))
  const [doubtful, lessSure] = CONFIDENCE_CLASSES.map(({ label, below, stripePart }) => ({
    label,
    below: below * CERTAIN,
    stripeVoxels: Math.round(stripePart * period),
  }))
  for (let at = from; at < to; at++) {
    const value = confidence[at]
    if (value >= lessSure.below) {
      result[at] = 0
      continue
    }
    const { label, stripeVoxels } = value < doubtful.below ? doubtful : lessSure
    const diagonal = (at % ni) + (Math.floor(at / ni) % nj) + Math.floor(at / (ni * nj))
    result[at] = diagonal % period < stripeVoxels ? label : 0
  }
}
