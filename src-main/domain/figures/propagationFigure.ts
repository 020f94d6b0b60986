import { distinctNumbers, replicateKeyOf, variantsOf } from '../analysis/configurations'
import { describePercent, describeVolumeFraction } from '../analysis/describeNumbers'
import { foregroundByCase } from '../analysis/foregroundByCase'
import { summariseReplicates } from '../analysis/summariseReplicates'
import type { Results, RunResult } from '../experiment/results'
import { comparePaired } from '../statistics/comparePaired'
import { propagatorEntries } from './propagatorEntries'
import { IOU_AXIS, IOU_DIFFERENCE_AXIS, pointOf, withSharedYAxis } from './axes'
import { describeUncertainty } from './captions'
import { defineFigure } from './defineFigure'
import type { FigurePanel, FigurePoint } from './FigureSpec'

const WITHOUT = 'annotated slices alone'

/** Training with and without interpolated masks on identical slices, volumes, policies and seeds. */
export const propagationFigure = defineFigure({
  id: 'with-and-without-propagation',
  title: 'Training with and without masks between the annotated slices',
  follows: 'Figure 4',
  draw: (results) => {
    const groups = matchedGroupsOf(results)
    if (groups.length === 0)
      return 'It needs runs that differ in nothing but the masks between the annotated slices: one with a propagator and one without.'
    const propagators = [...new Set(groups.flatMap(({ pairs }) => pairs.map(({ propagator }) => propagator)))].sort()
    return {
      panels: [
        ...groups.map(scorePanel),
        ...withSharedYAxis(groups.map((group) => differencePanel(group, propagators))),
      ],
      columnCount: groups.length === 1 ? 2 : Math.min(3, groups.length),
      legend: {
        title: 'Trained on',
        entries: [{ name: WITHOUT, style: null }, ...propagatorEntries(results, propagators)],
        palette: 'categorical',
      },
      caption:
        `Test IoU of networks trained on the annotated slices alone and on the same slices plus propagated masks between them, by density ρ; and the difference the masks make, ` +
        `paired by test case, policy and seed (above 0 they help). ${describeUncertainty(groups.flatMap(({ pairs }) => pairs.flatMap((pair) => pair.withMasks)))}`,
    }
  },
})

interface MatchedPair {
  readonly densityFraction: number
  readonly propagator: string
  readonly withMasks: readonly RunResult[]
  readonly without: readonly RunResult[]
}

interface MatchedGroup {
  readonly title: string
  readonly pairs: readonly MatchedPair[]
}

/** One group for each network and volume fraction. */
function matchedGroupsOf(results: Results): MatchedGroup[] {
  return variantsOf(results).flatMap(({ label, sparseRuns }) =>
    [...Map.groupBy(sparseRuns, (run) => run.configuration.volumeFraction)]
      .sort(([a], [b]) => a - b)
      .map(([volumeFraction, runs]) => ({
        title: `${label}, ${describeVolumeFraction(volumeFraction)}${volumeFraction === 1 ? '' : ' of the'} volumes`,
        pairs: distinctNumbers(runs.map((run) => run.configuration.densityFraction)).flatMap((density) =>
          pairsOf(runs.filter((run) => run.configuration.densityFraction === density)),
        ),
      }))
      .filter(({ pairs }) => pairs.length > 0),
  )
}

/** @param runs of one network, volume fraction and density */
function pairsOf(runs: readonly RunResult[]): MatchedPair[] {
  const plain = runs.filter((run) => run.configuration.propagator === null)
  const byPropagator = Map.groupBy(
    runs.filter((run) => run.configuration.propagator !== null),
    (run) => run.configuration.propagator ?? '',
  )
  return [...byPropagator].flatMap(([propagator, filled]) => {
    const plainKeys = plain.map(replicateKeyOf)
    const withMasks = filled.filter((run) => plainKeys.includes(replicateKeyOf(run)))
    const filledKeys = withMasks.map(replicateKeyOf)
    const without = plain.filter((run) => filledKeys.includes(replicateKeyOf(run)))
    if (withMasks.length === 0) return []
    return [{ densityFraction: runs[0].configuration.densityFraction, propagator, withMasks, without }]
  })
}

function densityCategories(pairs: readonly MatchedPair[]): FigurePanel['xAxis'] {
  return {
    scale: 'category',
    label: 'Slices annotated per volume (ρ)',
    unit: null,
    categories: distinctNumbers(pairs.map(({ densityFraction }) => densityFraction)).map(describePercent),
  }
}

function scorePanel({ title, pairs }: MatchedGroup): FigurePanel {
  const points = (runs: readonly RunResult[], densityFraction: number): FigurePoint[] => {
    const summary = summariseReplicates(runs)
    return summary === null ? [] : [pointOf(describePercent(densityFraction), summary)]
  }
  const without = [...Map.groupBy(pairs, ({ densityFraction }) => densityFraction)].flatMap(([densityFraction, same]) =>
    points([...new Set(same.flatMap((pair) => pair.without))], densityFraction),
  )
  const byPropagator = Map.groupBy(pairs, ({ propagator }) => propagator)
  return {
    title,
    xAxis: densityCategories(pairs),
    yAxis: IOU_AXIS,
    series: [
      { mark: 'bar', name: WITHOUT, points: without },
      ...[...byPropagator].map(([name, same]) => ({
        mark: 'bar' as const,
        name,
        points: same.flatMap(({ withMasks, densityFraction }) => points(withMasks, densityFraction)),
      })),
    ],
    referenceLines: [],
  }
}

function differencePanel({ title, pairs }: MatchedGroup, propagators: readonly string[]): FigurePanel {
  return {
    title: `${title}: difference`,
    xAxis: densityCategories(pairs),
    yAxis: { ...IOU_DIFFERENCE_AXIS, label: 'IoU with − without masks' },
    series: propagators.map((name) => ({
      mark: 'points',
      name,
      points: pairs
        .filter(({ propagator }) => propagator === name)
        .flatMap(({ densityFraction, withMasks, without }): FigurePoint[] => {
          const gain = comparePaired(foregroundByCase(withMasks, 'iou'), foregroundByCase(without, 'iou'))
          if (gain === null) return []
          const { meanDifference: y, interval } = gain
          const x = describePercent(densityFraction)
          return [{ x, y, low: interval?.low ?? null, high: interval?.high ?? null, replicates: [] }]
        }),
    })),
    referenceLines: [{ y: 0, label: '' }],
  }
}
