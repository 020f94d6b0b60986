import { z } from 'zod'
import { defineSelectionPolicy } from './defineSelectionPolicy'
import { descriptorParams, descriptorsOf } from './descriptorParams'
import { slicePoolOf, type SlicePool } from './slicePool'
import { euclideanDistance, medoidOf, spreadOf, withPosition, type PairMeasure } from './descriptors/compareSlices'

/**
 * Cuts the volume into n runs of neighbouring slices that look alike (agglomerative, average linkage, only neighbours merge) and takes
 * the medoid of each (method.md D).
 */
export const contiguousClusters = defineSelectionPolicy({
  id: 'z-contiguous-clusters',
  label: 'One slice of each similar stretch',
  description:
    'The volume is cut into stretches of neighbouring slices that look alike; the most typical slice of each.',
  source: 'Agglomerative clustering with average linkage (Sokal & Michener 1958), merging neighbours only',
  params: z.object(descriptorParams),
  needs: { descriptors: true },
  select: (request, { positionWeight, maximumPerVolume }) => {
    const { budgetSlices } = request
    const pool = slicePoolOf(request)
    const descriptors = descriptorsOf(request)
    const scale = spreadOf(descriptors)
    const distance = withPosition(euclideanDistance(descriptors), { pool, positionWeight, scale })
    return mergeNeighbours({ pool, clusterCount: budgetSlices, maximumPerVolume, distance }).map((members) => {
      const sliceIndex = medoidOf(members, distance)
      const others = members.filter((member) => member !== sliceIndex)
      const represents = others.sort((a, b) => distance(a, sliceIndex) - distance(b, sliceIndex) || a - b)
      return { sliceIndex, gain: members.length, represents }
    })
  },
})

/**
 * Only neighbours of one volume merge. Volumes with more clusters than they may have merge first: what happens in one changes nothing in
 * the others.
 * @returns the slices of each cluster; clusters and slices ascending
 */
function mergeNeighbours({
  pool: { volumeOf, volumeSliceCounts },
  clusterCount,
  maximumPerVolume = Number.POSITIVE_INFINITY,
  distance,
}: {
  pool: SlicePool
  clusterCount: number
  maximumPerVolume?: number | undefined
  distance: PairMeasure
}): number[][] {
  const clusters = Array.from(volumeOf, (_, slice) => [slice])
  const linkageAt = (at: number) =>
    volumeOf[clusters[at][0]] === volumeOf[clusters[at + 1][0]]
      ? averageLinkage(clusters[at], clusters[at + 1], distance)
      : Number.POSITIVE_INFINITY
  const linkages = clusters.slice(1).map((_, at) => linkageAt(at))
  const counts = [...volumeSliceCounts]
  const limit = counts.length > 1 ? maximumPerVolume : Number.POSITIVE_INFINITY
  for (;;) {
    const isOver = counts.some((count) => count > limit)
    if (!isOver && clusters.length <= clusterCount) return clusters
    const canMerge = (at: number) =>
      linkages[at] < Number.POSITIVE_INFINITY && (!isOver || counts[volumeOf[clusters[at][0]]] > limit)
    // Of equal linkages the one lowest in the volume.
    const at = linkages.reduce(
      (best, linkage, each) => (canMerge(each) && (best < 0 || linkage < linkages[best]) ? each : best),
      -1,
    )
    // One cluster in every volume: there is nothing left to merge.
    if (at < 0) return clusters
    counts[volumeOf[clusters[at][0]]]--
    clusters.splice(at, 2, [...clusters[at], ...clusters[at + 1]])
    linkages.splice(at, 1)
    if (at > 0) linkages[at - 1] = linkageAt(at - 1)
    if (at < linkages.length) linkages[at] = linkageAt(at)
  }
}

function averageLinkage(a: readonly number[], b: readonly number[], distance: PairMeasure): number {
  let sum = 0
  for (const i of a) for (const j of b) sum += distance(i, j)
  return sum / (a.length * b.length)
}
