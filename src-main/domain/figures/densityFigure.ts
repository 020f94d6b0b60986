import { configurationsOf, distinctNumbers, variantsOf } from '../analysis/configurations'
import { describeCount } from '../analysis/describeNumbers'
import { summariseReplicates } from '../analysis/summariseReplicates'
import { denseLine, densityAxis, entriesOf, IOU_AXIS, pointOf } from './axes'
import { describeReplicates, describeUncertainty } from './captions'
import { defineFigure } from './defineFigure'
import type { FigurePanel } from './FigureSpec'

/** The same data as `budgetFigure`, with equal budgets joined: along a line the cost stays the same. */
export const densityFigure = defineFigure({
  id: 'iou-by-density',
  title: 'Segmentation quality by slice density at equal budget',
  follows: 'Figures 2 and 3, lower halves,',
  draw: (results) => {
    const runs = results.runs.filter((run) => run.configuration.propagator === null)
    const sparse = runs.filter((run) => !run.isDenseReference)
    const budgets = distinctNumbers(configurationsOf(sparse).map(({ budgetSlices }) => budgetSlices))
    const panels = variantsOf({ ...results, runs }).flatMap(({ label, sparseRuns, denseRuns }): FigurePanel[] => {
      const configurations = configurationsOf(sparseRuns)
      const densities = distinctNumbers(configurations.map(({ densityFraction }) => densityFraction))
      if (densities.length < 2) return []
      const dense = summariseReplicates(denseRuns)
      return [
        {
          title: label,
          xAxis: densityAxis(densities),
          yAxis: IOU_AXIS,
          series: budgets.map((budget) => ({
            mark: 'line',
            name: describeCount(budget),
            points: configurations
              .filter(({ budgetSlices }) => budgetSlices === budget)
              .flatMap((configuration) => {
                const summary = summariseReplicates(configuration.runs)
                return summary === null ? [] : [pointOf(configuration.densityFraction, summary)]
              }),
          })),
          referenceLines: dense === null ? [] : [denseLine(dense.iou)],
        },
      ]
    })
    if (panels.length === 0)
      return 'It needs at least two densities ρ of one network trained on annotated slices alone.'
    return {
      panels,
      columnCount: Math.min(2, panels.length),
      legend: { title: 'Budget (slices)', entries: entriesOf(budgets.map(describeCount)), palette: 'ordered' },
      caption:
        `Test IoU by fraction ρ of slices annotated in each chosen volume; lines join configurations of equal nominal budget, so that to the left the same number of slices is spread over more volumes. ` +
        `${describeReplicates(sparse)} ${describeUncertainty(sparse)}`,
    }
  },
})
