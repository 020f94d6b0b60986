import { z } from 'zod'
import { defineSelectionPolicy } from './defineSelectionPolicy'
import { descriptorParams, descriptorsOf } from './descriptorParams'
import { slicePoolOf, type SlicePool } from './slicePool'
import { assignToNearest, cosineSimilarity, withPosition, type PairMeasure } from './descriptors/compareSlices'

/**
 * Maximises F(Q) = Σ_j max_{i∈Q} S_ij over cosine similarities S by adding, one by one, the slice that raises it most (method.md D;
 * representative annotation, Zheng et al. 2019). The greedy result is at least 1 − 1/e of the best (Nemhauser et al. 1978). Gains only
 * shrink, so a slice is weighed again only while its old gain is the largest (Minoux 1978): the same result, sooner.
 */
export const facilityLocation = defineSelectionPolicy({
  id: 'facility-location',
  label: 'Representative slices (facility location)',
  description: 'Slices that together look most like all the others; no labels and no training needed.',
  source: 'Zheng et al., AAAI 2019 (representative annotation); greedy bound: Nemhauser, Wolsey & Fisher 1978',
  params: z.object(descriptorParams),
  needs: { descriptors: true },
  select: (request, { positionWeight, maximumPerVolume }) => {
    const { sliceCount, budgetSlices } = request
    const pool = slicePoolOf(request, maximumPerVolume)
    const similarity = cosineSimilarity(descriptorsOf(request))
    const distance = withPosition((a, b) => 1 - similarity(a, b), { pool, positionWeight, scale: 1 })
    const { chosen, gains } = addGreedily({ sliceCount, budgetSlices, pool, value: (i, j) => 1 - distance(i, j) })
    const represented = assignToNearest({ sliceCount, chosen, distance })
    return chosen.map((sliceIndex, at) => ({ sliceIndex, gain: gains[at], represents: represented[at] }))
  },
})

/** Cosine similarity is never below; the empty set covers every slice this much. */
const UNCOVERED = -1

function addGreedily({
  sliceCount,
  budgetSlices,
  pool,
  value,
}: {
  sliceCount: number
  budgetSlices: number
  pool: SlicePool
  value: PairMeasure
}): { chosen: number[]; gains: number[] } {
  const covered = new Float64Array(sliceCount).fill(UNCOVERED)
  const gainOf = (slice: number) => {
    let gain = 0
    for (let j = 0; j < sliceCount; j++) gain += Math.max(0, value(slice, j) - covered[j])
    return gain
  }
  const bounds = Float64Array.from({ length: sliceCount }, (_, slice) => gainOf(slice))
  const isOpen = new Uint8Array(sliceCount).fill(1)
  const chosen: number[] = []
  const gains: number[] = []
  while (chosen.length < budgetSlices) {
    // Of equal gains the lowest slice: a later one must be strictly better.
    let slice = largest(bounds, isOpen)
    for (let gain = gainOf(slice); gain < bounds[slice]; gain = gainOf(slice)) {
      bounds[slice] = gain
      slice = largest(bounds, isOpen)
    }
    isOpen[slice] = 0
    pool.take(slice)
    if (pool.isFull(slice)) for (let j = 0; j < sliceCount; j++) if (pool.isFull(j)) isOpen[j] = 0
    chosen.push(slice)
    gains.push(bounds[slice])
    for (let j = 0; j < sliceCount; j++) covered[j] = Math.max(covered[j], value(slice, j))
  }
  return { chosen, gains }
}

function largest(bounds: Float64Array, isOpen: Uint8Array): number {
  let best = isOpen.indexOf(1)
  for (let slice = best + 1; slice < bounds.length; slice++)
    if (isOpen[slice] === 1 && bounds[slice] > bounds[best]) best = slice
  return best
}
