import { z } from 'zod'
import { defineSelectionPolicy } from './defineSelectionPolicy'
import { descriptorParams, descriptorsOf } from './descriptorParams'
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
  select: (request, { positionWeight }) => {
    const { sliceCount, budgetSlices } = request
    const descriptors = descriptorsOf(request)
    const scale = spreadOf(descriptors)
    const distance = withPosition(euclideanDistance(descriptors), { sliceCount, positionWeight, scale })
    return mergeNeighbours({ sliceCount, clusterCount: budgetSlices, distance }).map((members) => {
      const sliceIndex = medoidOf(members, distance)
      const others = members.filter((member) => member !== sliceIndex)
      const represents = others.sort((a, b) => distance(a, sliceIndex) - distance(b, sliceIndex) || a - b)
      return { sliceIndex, gain: members.length, represents }
    })
  },
})

/** @returns the slices of each cluster; clusters and slices ascending */
function mergeNeighbours({
  sliceCount,
  clusterCount,
  distance,
}: {
  sliceCount: number
  clusterCount: number
  distance: PairMeasure
}): number[][] {
  const clusters = Array.from({ length: sliceCount }, (_, slice) => [slice])
  const linkages = clusters.slice(1).map((cluster, at) => averageLinkage(clusters[at], cluster, distance))
  while (clusters.length > clusterCount) {
    // Of equal linkages the one lowest in the volume.
    const at = linkages.reduce((best, linkage, each) => (linkage < linkages[best] ? each : best), 0)
    clusters.splice(at, 2, [...clusters[at], ...clusters[at + 1]])
    linkages.splice(at, 1)
    if (at > 0) linkages[at - 1] = averageLinkage(clusters[at - 1], clusters[at], distance)
    if (at < linkages.length) linkages[at] = averageLinkage(clusters[at], clusters[at + 1], distance)
  }
  return clusters
}

function averageLinkage(a: readonly number[], b: readonly number[], distance: PairMeasure): number {
  let sum = 0
  for (const i of a) for (const j of b) sum += distance(i, j)
  return sum / (a.length * b.length)
}
