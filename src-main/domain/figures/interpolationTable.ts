import { describeMeanAndSd, describePercent, describeQuantity } from '../analysis/describeNumbers'
import { interpolationByCase, interpolationDimensions, type InterpolationScope } from '../analysis/interpolationScores'
import type { Results } from '../experiment/results'
import { meanAndSd } from '../statistics/meanAndSd'
import { cell, type TableSpec } from './TableSpec'

const SCOPES: readonly { scope: InterpolationScope; label: string }[] = [
  { scope: 'all-slices', label: 'all' },
  { scope: 'unannotated-slices', label: 'unannotated only' },
]

/** The paper's Table 3 for each data set and propagator, with the unannotated slices alone beside it (contract.md §3). Null without measurements. */
export function interpolationTable({ interpolationQuality }: Results): TableSpec | null {
  if (interpolationQuality.length === 0) return null
  const { datasets, densities, propagators } = interpolationDimensions(interpolationQuality)
  const rows = datasets.flatMap((dataset) => {
    const ofDataset = interpolationQuality.filter((quality) => quality.dataset === dataset)
    const caseCount = new Set(ofDataset.map(({ caseId }) => caseId)).size
    return SCOPES.flatMap(({ scope, label }) => {
      const scores = propagators.map((propagator) =>
        densities.map((density) => {
          const here = ofDataset.filter((each) => each.propagator === propagator && each.densityFraction === density)
          return meanAndSd([...interpolationByCase(here, scope).values()])
        }),
      )
      const best = densities.map((_, at) => Math.max(...scores.map((row) => row[at].mean ?? Number.NEGATIVE_INFINITY)))
      return propagators.map((propagator, row) => [
        cell(`${dataset} (${describeQuantity(caseCount, 'case')})`),
        cell(label),
        cell(propagator),
        ...scores[row].map((score, at) =>
          cell(describeMeanAndSd(score, 3), score.mean === best[at] && propagators.length > 1),
        ),
      ])
    })
  })
  return {
    id: 'interpolation-quality',
    title: 'Interpolated against human masks (IoU)',
    caption:
      'Mean ± standard deviation over cases of the IoU over all voxels of the slices counted, averaged over foreground classes, policies and seeds; columns are the densities ρ. ' +
      'Best of each column and scope in bold. “–”: nothing to count.',
    columns: [
      { label: 'Data set', align: 'left' },
      { label: 'Slices counted', align: 'left' },
      { label: 'Propagator', align: 'left' },
      ...densities.map((density) => ({ label: `ρ = ${describePercent(density)}`, align: 'right' as const })),
    ],
    rows,
  }
}
