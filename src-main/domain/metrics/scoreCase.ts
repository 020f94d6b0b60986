import { SlicewrightError } from '../errors'
import type { ClassScore } from '../experiment/results'
import { IGNORE_LABEL, MAX_CLASS_LABEL, type LabelMap } from '../labels/LabelMap'
import { geometryDifference, type Triple } from '../volume/geometry'
import { surfaceDistances } from './surfaceDistances'

/** A class's scores with the voxel counts that pooling over cases needs. */
export interface CaseClassScore extends ClassScore {
  readonly intersectionVoxels: number
  readonly unionVoxels: number
}

/**
 * Overlap and surface distances of a prediction against its reference, one row a label, in the order of `labels`
 * (contract.md §3). Voxels that are IGNORE_LABEL in the reference belong to no mask, in either map. A class absent from both
 * gives nulls; absent from one IoU = Dice = 0 and null distances.
 *
 * @throws SlicewrightError GEOMETRY_MISMATCH where the grids differ, LABEL_RESERVED_VALUE where the prediction holds 255,
 *   BAD_REQUEST where a label is not a class
 */
export function scoreCase(options: {
  readonly reference: LabelMap
  readonly prediction: LabelMap
  readonly labels: readonly number[]
}): CaseClassScore[] {
  const { reference, prediction, labels } = options
  const difference = geometryDifference(reference.geometry, prediction.geometry)
  if (difference !== null)
    throw new SlicewrightError(
      'GEOMETRY_MISMATCH',
      `Reference and prediction do not share a grid: ${difference}. Predictions are scored on the reference's own grid: write the prediction on it.`,
      { details: { reference: reference.geometry, prediction: prediction.geometry } },
    )
  const unscorable = labels.find((label) => !Number.isInteger(label) || label < 1 || label > MAX_CLASS_LABEL)
  if (unscorable !== undefined)
    throw new SlicewrightError(
      'BAD_REQUEST',
      `Label ${unscorable} cannot be scored; classes are the integers from 1 to ${MAX_CLASS_LABEL}.`,
      { details: { found: unscorable } },
    )
  const extents = extentsOf(reference, prediction)
  return labels.map((label) => scoreClass(label, extents[label], reference, prediction))
}

/** Voxel counts of one label, and the box that holds it in both maps. */
interface Extent {
  referenceVoxels: number
  predictionVoxels: number
  intersectionVoxels: number
  readonly low: [number, number, number]
  readonly high: [number, number, number]
}

/** The extents of all 256 values in one pass. */
function extentsOf(reference: LabelMap, prediction: LabelMap): Extent[] {
  const extents = Array.from({ length: 256 }, (): Extent => ({
    referenceVoxels: 0,
    predictionVoxels: 0,
    intersectionVoxels: 0,
    low: [Infinity, Infinity, Infinity],
    high: [-1, -1, -1],
  }))
  const [ni, nj, nk] = reference.geometry.size
  for (let k = 0, at = 0; k < nk; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++) {
        const expected = reference.data[at]
        const found = prediction.data[at]
        if (found === IGNORE_LABEL) throw reservedValue(i, j, k)
        if (expected === IGNORE_LABEL || (expected === 0 && found === 0)) continue
        extents[expected].referenceVoxels++
        extents[found].predictionVoxels++
        if (expected === found) extents[expected].intersectionVoxels++
        if (expected !== 0) widen(extents[expected], i, j, k)
        if (found !== 0) widen(extents[found], i, j, k)
      }
  return extents
}

function widen({ low, high }: Extent, i: number, j: number, k: number): void {
  if (i < low[0]) low[0] = i
  if (i > high[0]) high[0] = i
  if (j < low[1]) low[1] = j
  if (j > high[1]) high[1] = j
  if (k < low[2]) low[2] = k
  if (k > high[2]) high[2] = k
}

function reservedValue(i: number, j: number, k: number): SlicewrightError {
  return new SlicewrightError(
    'LABEL_RESERVED_VALUE',
    `The prediction holds ${IGNORE_LABEL} (not annotated) at voxel (${i}, ${j}, ${k}). A prediction says something everywhere: write 0 for background or map the value to a class.`,
    { details: { value: IGNORE_LABEL, voxel: [i, j, k] } },
  )
}

function scoreClass(label: number, extent: Extent, reference: LabelMap, prediction: LabelMap): CaseClassScore {
  const { referenceVoxels, predictionVoxels, intersectionVoxels } = extent
  const unionVoxels = referenceVoxels + predictionVoxels - intersectionVoxels
  const counts = { label, intersectionVoxels, unionVoxels }
  if (unionVoxels === 0) return { ...counts, iou: null, dice: null, hd95Mm: null, assdMm: null }
  const overlap = {
    iou: intersectionVoxels / unionVoxels,
    dice: (2 * intersectionVoxels) / (referenceVoxels + predictionVoxels),
  }
  if (referenceVoxels === 0 || predictionVoxels === 0) return { ...counts, ...overlap, hd95Mm: null, assdMm: null }
  if (intersectionVoxels === unionVoxels) return { ...counts, ...overlap, hd95Mm: 0, assdMm: 0 }
  const { size: imageSize, spacingMm } = reference.geometry
  const size = extent.low.map((low, axis) => extent.high[axis] - low + 1) as [number, number, number]
  const [first, second] = cutMasks(label, extent.low, size, reference, prediction)
  const hasNeighboursOn = imageSize.map((count) => count > 1) as [boolean, boolean, boolean]
  return { ...counts, ...overlap, ...surfaceDistances({ first, second, size, spacingMm, hasNeighboursOn }) }
}

/** The label's masks in the box, ignored voxels left out of both. */
function cutMasks(
  label: number,
  low: Triple,
  [width, height, depth]: Triple,
  reference: LabelMap,
  prediction: LabelMap,
): [Uint8Array, Uint8Array] {
  const first = new Uint8Array(width * height * depth)
  const second = new Uint8Array(width * height * depth)
  const [ni, nj] = reference.geometry.size
  for (let k = 0, to = 0; k < depth; k++)
    for (let j = 0; j < height; j++)
      for (let i = 0, at = low[0] + (low[1] + j) * ni + (low[2] + k) * ni * nj; i < width; i++, at++, to++) {
        const expected = reference.data[at]
        if (expected === label) first[to] = 1
        if (prediction.data[at] === label && expected !== IGNORE_LABEL) second[to] = 1
      }
  return [first, second]
}
