import type { SlicePool } from '../slicePool'
import type { SliceDescriptors } from './SliceDescriptors'

/** A value for each pair of slices. */
export type PairMeasure = (a: number, b: number) => number

/**
 * Cosine similarity of two slices' descriptors, −1 to 1. A slice without a direction (all zeros) is like itself and like no other.
 */
export function cosineSimilarity({ data, sliceCount, dimension }: SliceDescriptors): PairMeasure {
  const unit = Float64Array.from(data)
  const isZero = Array.from({ length: sliceCount }, (_, slice) => {
    const row = unit.subarray(slice * dimension, (slice + 1) * dimension)
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    if (norm === 0) return true
    row.forEach((value, at) => (row[at] = value / norm))
    return false
  })
  return (a, b) => {
    if (a === b) return 1
    if (isZero[a] || isZero[b]) return 0
    let sum = 0
    for (let at = 0, i = a * dimension, j = b * dimension; at < dimension; at++) sum += unit[i + at] * unit[j + at]
    return Math.min(1, Math.max(-1, sum))
  }
}

/** `cosineSimilarity` of two slices, of one volume or of two. */
export function similarityOf(
  [first, a]: readonly [SliceDescriptors, number],
  [second, b]: readonly [SliceDescriptors, number],
): number {
  const { dimension } = first
  const data = new Float32Array(2 * dimension)
  data.set(first.data.subarray(a * dimension, (a + 1) * dimension))
  data.set(second.data.subarray(b * dimension, (b + 1) * dimension), dimension)
  return cosineSimilarity({ data, sliceCount: 2, dimension })(0, 1)
}

/** Euclidean distance of two slices' descriptors, in the descriptors' own unit. */
export function euclideanDistance({ data, dimension }: SliceDescriptors): PairMeasure {
  return (a, b) => {
    let sum = 0
    for (let at = 0, i = a * dimension, j = b * dimension; at < dimension; at++)
      sum += (data[i + at] - data[j + at]) ** 2
    return Math.sqrt(sum)
  }
}

/** Root mean square distance of the descriptors from their mean: the unit in which λ weighs positions against L2 distances. */
export function spreadOf({ data, sliceCount, dimension }: SliceDescriptors): number {
  let total = 0
  for (let column = 0; column < dimension; column++) {
    let mean = 0
    for (let slice = 0; slice < sliceCount; slice++) mean += data[slice * dimension + column] / sliceCount
    for (let slice = 0; slice < sliceCount; slice++) total += (data[slice * dimension + column] - mean) ** 2
  }
  return Math.sqrt(total / sliceCount)
}

/** Adds λ·|dz|/D in units of `scale` to a distance (method.md D); slices of different volumes count as D apart. */
export function withPosition(
  distance: PairMeasure,
  {
    pool,
    positionWeight,
    scale,
  }: { pool: Pick<SlicePool, 'volumeSliceCounts' | 'volumeOf'>; positionWeight: number; scale: number },
): PairMeasure {
  if (positionWeight === 0) return distance
  const { volumeSliceCounts, volumeOf } = pool
  const factor = positionWeight * scale
  return (a, b) => {
    const apart = volumeOf[a] === volumeOf[b] ? Math.abs(a - b) / volumeSliceCounts[volumeOf[a]] : 1
    return distance(a, b) + factor * apart
  }
}

/** The member with the smallest sum of distances to all members; of equal ones the first. */
export function medoidOf(members: readonly number[], distance: PairMeasure): number {
  let best = { member: members[0], sum: Number.POSITIVE_INFINITY }
  for (const member of members) {
    const sum = members.reduce((total, other) => total + distance(member, other), 0)
    if (sum < best.sum) best = { member, sum }
  }
  return best.member
}

/**
 * Gives every slice to the chosen one that is nearest to it; of equally near ones to the first in `chosen`.
 * @returns for each chosen slice the others that it stands for, nearest first, then by index
 */
export function assignToNearest({
  sliceCount,
  chosen,
  distance,
}: {
  sliceCount: number
  chosen: readonly number[]
  distance: PairMeasure
}): number[][] {
  const members = chosen.map((): number[] => [])
  const isChosen = new Set(chosen)
  for (let slice = 0; slice < sliceCount; slice++) {
    if (isChosen.has(slice)) continue
    let nearest = 0
    for (let at = 1; at < chosen.length; at++)
      if (distance(slice, chosen[at]) < distance(slice, chosen[nearest])) nearest = at
    members[nearest].push(slice)
  }
  return members.map((slices, at) => slices.sort((a, b) => distance(a, chosen[at]) - distance(b, chosen[at]) || a - b))
}
