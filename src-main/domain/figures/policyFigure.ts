import { configurationsOf, distinctNumbers, variantsOf, type Configuration } from '../analysis/configurations'
import { describePercent, describeVolumeFraction } from '../analysis/describeNumbers'
import { foregroundByCase } from '../analysis/foregroundByCase'
import { EVERY_SLICE } from '../experiment/expandGrid'
import { bootstrapInterval } from '../statistics/bootstrapInterval'
import { quantileOf } from '../statistics/quantileOf'
import { entriesOf, withSharedYAxis } from './axes'
import { describeUncertainty } from './captions'
import { defineFigure } from './defineFigure'
import type { FigurePanel, FigurePoint } from './FigureSpec'

/** With fewer configurations a box would hide the points that it is made of. */
const BOX_MINIMUM_COUNT = 5

/** Relative score of selection policies, r_m = IoU_m / mean over policies of IoU − 1, for each (ρ, s). */
export const policyFigure = defineFigure({
  id: 'selection-policies',
  title: 'Selection policies compared',
  follows: 'Figure 5',
  draw: (results) => {
    // At ρ = 1 there is nothing to choose.
    const chosen = results.runs.filter((run) => !run.isDenseReference && run.configuration.policy !== EVERY_SLICE)
    const policies = [...new Set(chosen.map((run) => run.configuration.policy))].sort()
    if (policies.length < 2) return 'It needs at least two selection policies.'
    const runs = results.runs.filter((run) => run.configuration.propagator === null)
    const panels = variantsOf({ ...results, runs }).flatMap(({ label, sparseRuns }) => {
      const scored = configurationsOf(sparseRuns).flatMap((configuration) => {
        const points = relativeScores(configuration, policies)
        return points === null ? [] : [{ ...configuration, points }]
      })
      if (scored.length === 0) return []
      const fractions = distinctNumbers(scored.map(({ volumeFraction }) => volumeFraction))
      const byFraction = fractions.map((fraction) =>
        policyPanel(
          `${label}, ${describeVolumeFraction(fraction)}${fraction === 1 ? '' : ' of the'} volumes`,
          policies,
          scored.filter(({ volumeFraction }) => volumeFraction === fraction),
        ),
      )
      return scored.length < BOX_MINIMUM_COUNT
        ? byFraction
        : [...byFraction, boxPanel(`${label}, all configurations`, policies, scored)]
    })
    if (panels.length === 0)
      return 'It needs a configuration (ρ, s) that was run with each of the selection policies, on annotated slices alone.'
    const hasBoxes = panels.some(({ series }) => series.some(({ mark }) => mark === 'box'))
    return {
      panels: withSharedYAxis(panels),
      columnCount: Math.min(2, panels.length),
      legend: { title: 'Selection policy', entries: entriesOf(policies), palette: 'categorical' },
      caption:
        `Relative score r = IoU / mean IoU of all policies − 1 for each density ρ and fraction s of volumes (0: as good as the average policy), seeds averaged. ` +
        `${describeUncertainty(sparseOf(runs))}${hasBoxes ? ' Boxes: quartiles and range over configurations.' : ''}`,
    }
  },
})

interface ScoredConfiguration {
  readonly densityFraction: number
  /** One value for each policy, in order. */
  readonly points: readonly { score: number; low: number | null; high: number | null }[]
}

function sparseOf<Run extends { isDenseReference: boolean }>(runs: readonly Run[]): Run[] {
  return runs.filter((run) => !run.isDenseReference)
}

/** @returns null unless every policy has runs here: relative scores over different sets of policies cannot be compared */
function relativeScores({ runs }: Configuration, policies: readonly string[]): ScoredConfiguration['points'] | null {
  const byPolicy = policies.map((policy) =>
    foregroundByCase(
      runs.filter((run) => run.configuration.policy === policy),
      'iou',
    ),
  )
  const caseIds = [...byPolicy[0].keys()].filter((caseId) => byPolicy.every((scores) => scores.has(caseId))).sort()
  if (caseIds.length === 0) return null
  const values = byPolicy.map((scores) => caseIds.map((caseId) => scores.get(caseId) ?? 0))
  const relative = (at: number, caseIndices: ArrayLike<number> & Iterable<number>): number | null => {
    const sums = values.map((scores) => {
      let sum = 0
      for (const index of caseIndices) sum += scores[index]
      return sum
    })
    const mean = sums.reduce((total, sum) => total + sum, 0) / sums.length
    return mean === 0 ? null : sums[at] / mean - 1
  }
  const everyCase = caseIds.map((_, index) => index)
  if (relative(0, everyCase) === null) return null
  return policies.map((_, at) => {
    const interval = bootstrapInterval({
      itemCount: caseIds.length,
      statistic: (caseIndices) => relative(at, caseIndices),
    })
    return { score: relative(at, everyCase) ?? 0, low: interval?.low ?? null, high: interval?.high ?? null }
  })
}

const RELATIVE_AXIS: FigurePanel['yAxis'] = {
  scale: 'linear',
  label: 'Relative score r',
  unit: null,
  format: 'signed',
  ticks: null,
  domain: null,
}

function policyPanel(title: string, policies: readonly string[], scored: readonly ScoredConfiguration[]): FigurePanel {
  return {
    title,
    xAxis: {
      scale: 'category',
      label: 'Slices annotated per volume (ρ)',
      unit: null,
      categories: distinctNumbers(scored.map(({ densityFraction }) => densityFraction)).map(describePercent),
    },
    yAxis: RELATIVE_AXIS,
    series: policies.map((name, at) => ({
      mark: 'points',
      name,
      points: scored.map(({ densityFraction, points }): FigurePoint => {
        const { score, low, high } = points[at]
        return { x: describePercent(densityFraction), y: score, low, high, replicates: [] }
      }),
    })),
    referenceLines: [{ y: 0, label: '' }],
  }
}

function boxPanel(title: string, policies: readonly string[], scored: readonly ScoredConfiguration[]): FigurePanel {
  return {
    title,
    xAxis: { scale: 'category', label: 'Selection policy', unit: null, categories: [...policies] },
    yAxis: RELATIVE_AXIS,
    series: policies.map((name, at) => {
      const sorted = Float64Array.from(scored, ({ points }) => points[at].score).sort()
      const [low, lowerQuartile, median, upperQuartile, high] = [0, 0.25, 0.5, 0.75, 1].map((fraction) =>
        quantileOf(sorted, fraction),
      )
      return { mark: 'box', name, boxes: [{ x: name, low, lowerQuartile, median, upperQuartile, high }] }
    }),
    referenceLines: [{ y: 0, label: '' }],
  }
}
