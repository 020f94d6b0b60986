import type { FilledCase } from './FilledCase'

/**
 * For each case the classes that other cases show but none of its own annotated slices does, with the probability that they are there all
 * the same: they were missed, so their IoU is 0. A class that a few annotated slices hit in most cases is probably in the others too.
 */
export function unseenClasses(cases: readonly FilledCase[]): Map<string, { label: number; probability: number }[]> {
  const seen = cases.map(({ caseId, slices }) => {
    const annotated = slices.filter(({ state }) => state !== 'not-annotated')
    const shownCount = new Map<number, number>()
    for (const { voxelsByLabel } of annotated)
      for (const label of voxelsByLabel.keys()) shownCount.set(label, (shownCount.get(label) ?? 0) + 1)
    return { caseId, annotatedCount: annotated.length, shownCount }
  })
  const labels = [...new Set(seen.flatMap(({ shownCount }) => [...shownCount.keys()]))]
  const unseen = new Map(cases.map(({ caseId }) => [caseId, new Array<{ label: number; probability: number }>()]))
  for (const label of labels) {
    const showing = seen.filter(({ shownCount }) => shownCount.has(label))
    // Half a slice off, because a case counts here only once it was hit.
    const fractions = showing.map(
      ({ annotatedCount, shownCount }) => ((shownCount.get(label) ?? 0) - 0.5) / annotatedCount,
    )
    const hitFraction = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length
    const missed = (annotatedCount: number) => (1 - hitFraction) ** annotatedCount
    const meanHit = seen.reduce((sum, { annotatedCount }) => sum + 1 - missed(annotatedCount), 0) / seen.length
    const prevalence = Math.min(1, showing.length / seen.length / meanHit)
    for (const { caseId, annotatedCount, shownCount } of seen) {
      if (shownCount.has(label)) continue
      const hidden = prevalence * missed(annotatedCount)
      unseen.get(caseId)?.push({ label, probability: hidden / (hidden + 1 - prevalence) })
    }
  }
  return unseen
}
