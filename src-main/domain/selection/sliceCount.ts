import { SlicewrightError } from '../errors'

/**
 * n = max(1, floor(ρ·D + 0.5)) slices of D (contract.md §1).
 * @param request.densityFraction ρ, 0 < ρ ≤ 1
 * @param request.sliceCount D, slices in the volume
 * @throws SlicewrightError DENSITY_OUT_OF_RANGE
 */
export function sliceCountOf(request: { densityFraction: number; sliceCount: number }): number {
  const { densityFraction, sliceCount } = request
  if (!(densityFraction > 0 && densityFraction <= 1))
    throw new SlicewrightError(
      'DENSITY_OUT_OF_RANGE',
      `The density is ${densityFraction}; it is a fraction of the slices, above 0 and at most 1 (0.1 for 10 %).`,
      { details: { found: String(densityFraction) } },
    )
  return Math.max(1, Math.floor(densityFraction * sliceCount + 0.5))
}
