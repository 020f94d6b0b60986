/** The axes between batch and channel. */
export function spatialAxes(rank: number): number[] {
  return Array.from({ length: rank - 2 }, (_, index) => index + 1)
}
