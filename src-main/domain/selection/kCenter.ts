import { z } from 'zod'
import { defineSelectionPolicy } from './defineSelectionPolicy'
import { descriptorParams, descriptorsOf } from './descriptorParams'
import { slicePoolOf } from './slicePool'
import { assignToNearest, euclideanDistance, medoidOf, spreadOf, withPosition } from './descriptors/compareSlices'

/**
 * Starts with the medoid and adds, one by one, the slice farthest from all chosen ones (method.md D; core-set, Sener & Savarese
 * 2018). No slice ends up more than twice as far from a chosen one as with the best choice (Gonzalez 1985).
 */
export const kCenter = defineSelectionPolicy({
  id: 'k-center',
  label: 'Most different slices (k-center)',
  description: 'Slices chosen so that no other slice looks very different from all of them; finds rare ones.',
  source: 'Sener & Savarese, ICLR 2018 (core-set); bound: Gonzalez 1985',
  params: z.object(descriptorParams),
  needs: { descriptors: true },
  select: (request, { positionWeight, maximumPerVolume }) => {
    const { sliceCount, budgetSlices } = request
    const pool = slicePoolOf(request, maximumPerVolume)
    const descriptors = descriptorsOf(request)
    const scale = spreadOf(descriptors)
    const distance = withPosition(euclideanDistance(descriptors), { pool, positionWeight, scale })
    const all = Array.from({ length: sliceCount }, (_, slice) => slice)
    const chosen = [medoidOf(all, distance)]
    pool.take(chosen[0])
    // The first choice has nothing to be far from.
    const gains: (number | null)[] = [null]
    const nearest = Float64Array.from(all, (slice) => distance(slice, chosen[0]))
    while (chosen.length < budgetSlices) {
      const farthest = all
        .filter((slice) => !chosen.includes(slice) && !pool.isFull(slice))
        .reduce((best, slice) => (nearest[slice] > nearest[best] ? slice : best))
      gains.push(nearest[farthest])
      chosen.push(farthest)
      pool.take(farthest)
      for (const slice of all) nearest[slice] = Math.min(nearest[slice], distance(slice, farthest))
    }
    const represented = assignToNearest({ sliceCount, chosen, distance })
    return chosen.map((sliceIndex, at) => ({ sliceIndex, gain: gains[at], represents: represented[at] }))
  },
})
