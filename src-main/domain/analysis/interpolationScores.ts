import type { InterpolationQuality } from '../experiment/results'
import { meanOf } from './summariseReplicates'

/** Which slices an interpolation score counts. */
export type InterpolationScope = 'all-slices' | 'unannotated-slices'

/**
 * Mean over classes, then over policies and seeds, for each case.
 * @returns IoU by case id; cases without a value (nothing to interpolate, or class absent) are left out
 */
export function interpolationByCase(
  measured: readonly InterpolationQuality[],
  scope: InterpolationScope,
): Map<string, number> {
  const byCase = new Map<string, number>()
  for (const [caseId, ofCase] of Map.groupBy(measured, (quality) => quality.caseId)) {
    const replicates = new Map<string, number>()
    for (const [replicate, classes] of Map.groupBy(ofCase, ({ policy, seed }) => `${policy} ${seed}`)) {
      const values = classes
        .map((quality) => (scope === 'all-slices' ? quality.iouAllSlices : quality.iouUnannotatedSlices))
        .filter((value) => value !== null)
      if (values.length > 0) replicates.set(replicate, values.reduce((sum, value) => sum + value, 0) / values.length)
    }
    const mean = meanOf(replicates)
    if (mean !== null) byCase.set(caseId, mean)
  }
  return byCase
}

/** Data sets, densities and propagators that were measured; densities ascending, the others in the order of their names. */
export function interpolationDimensions(measured: readonly InterpolationQuality[]): {
  datasets: string[]
  densities: number[]
  propagators: string[]
} {
  const distinct = <Value>(of: (quality: InterpolationQuality) => Value) => [...new Set(measured.map(of))]
  return {
    datasets: distinct(({ dataset }) => dataset).sort(),
    densities: distinct(({ densityFraction }) => densityFraction).sort((a, b) => a - b),
    propagators: distinct(({ propagator }) => propagator).sort(),
  }
}
