/**
 * Spreads a number of slices over volumes as evenly as their sizes allow. Going from the volume with the fewest slices to the
 * one with the most (of equal ones by case id), each takes floor(what is left / volumes left), or all it has if that is less.
 * So what cannot be divided goes one by one to the largest volumes, and what a short volume cannot take goes to the others.
 * @param sliceTotal more than there are: every slice is taken
 * @returns slices of each volume, in the order of `volumes`
 */
export function spreadSlices({
  volumes,
  sliceTotal,
}: {
  volumes: readonly { readonly caseId: string; readonly sliceCount: number }[]
  sliceTotal: number
}): number[] {
  const order = volumes
    .map((volume, at) => ({ ...volume, at }))
    .sort((a, b) => a.sliceCount - b.sliceCount || (a.caseId < b.caseId ? -1 : 1))
  const shares = volumes.map(() => 0)
  let left = sliceTotal
  order.forEach(({ at, sliceCount }, done) => {
    shares[at] = Math.min(sliceCount, Math.floor(left / (order.length - done)))
    left -= shares[at]
  })
  return shares
}
