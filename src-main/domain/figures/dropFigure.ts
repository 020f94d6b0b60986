import { configurationsOf, distinctNumbers, variantsOf } from '../analysis/configurations'
import { describeCount } from '../analysis/describeNumbers'
import { foregroundByCase } from '../analysis/foregroundByCase'
import { comparePaired } from '../statistics/comparePaired'
import { densityAxis, entriesOf, IOU_DIFFERENCE_AXIS } from './axes'
import { describeUncertainty } from './captions'
import { defineFigure } from './defineFigure'
import type { FigurePanel, FigurePoint } from './FigureSpec'

/** d(ρ, s) = IoU(ρ, s) − IoU(dense), paired by test case. */
export const dropFigure = defineFigure({
  id: 'drop-from-dense',
  title: 'What sparse annotation costs against dense annotation',
  follows: 'Figure 1',
  draw: (results) => {
    const runs = results.runs.filter((run) => run.configuration.propagator === null)
    if (!runs.some((run) => run.isDenseReference)) return 'It needs a finished dense reference run.'
    const sparse = runs.filter((run) => !run.isDenseReference)
    const budgets = distinctNumbers(configurationsOf(sparse).map(({ budgetSlices }) => budgetSlices))
    const panels = variantsOf({ ...results, runs }).flatMap(({ label, sparseRuns, denseRuns }): FigurePanel[] => {
      const dense = foregroundByCase(denseRuns, 'iou')
      const configurations = configurationsOf(sparseRuns)
      const densities = distinctNumbers(configurations.map(({ densityFraction }) => densityFraction))
      if (dense.size === 0 || densities.length < 2) return []
      return [
        {
          title: label,
          xAxis: densityAxis(densities),
          yAxis: { ...IOU_DIFFERENCE_AXIS, label: 'IoU − IoU of dense' },
          series: budgets.map((budget) => ({
            mark: 'line',
            name: describeCount(budget),
            points: configurations
              .filter(({ budgetSlices }) => budgetSlices === budget)
              .flatMap((configuration): FigurePoint[] => {
                const drop = comparePaired(foregroundByCase(configuration.runs, 'iou'), dense)
                if (drop === null) return []
                const { meanDifference: y, interval } = drop
                const x = configuration.densityFraction
                return [{ x, y, low: interval?.low ?? null, high: interval?.high ?? null, replicates: [] }]
              }),
          })),
          referenceLines: [{ y: 0, label: 'dense reference' }],
        },
      ]
    })
    if (panels.length === 0)
      return 'It needs the dense reference and at least two densities ρ of the same network, trained on annotated slices alone.'
    return {
      panels,
      columnCount: Math.min(2, panels.length),
      legend: { title: 'Budget (slices)', entries: entriesOf(budgets.map(describeCount)), palette: 'ordered' },
      caption:
        `Difference in test IoU to the network trained on every slice of every training volume, by density ρ; lines join configurations of equal nominal budget. ` +
        `Means over selection policies and seeds, paired by test case; the paper averages over its tasks as well. ${describeUncertainty(sparse)}`,
    }
  },
})
