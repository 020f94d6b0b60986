import { configurationsOf, distinctNumbers, variantsOf } from '../analysis/configurations'
import { describeVolumeFraction } from '../analysis/describeNumbers'
import { summariseReplicates } from '../analysis/summariseReplicates'
import { budgetAxis, denseLine, entriesOf, IOU_AXIS, pointOf } from './axes'
import { describeReplicates, describeUncertainty } from './captions'
import { defineFigure } from './defineFigure'
import type { FigurePanel } from './FigureSpec'

/** Quality over budget, one line for each fraction of volumes: is a budget better spent on more slices or on more volumes? */
export const budgetFigure = defineFigure({
  id: 'iou-by-budget',
  title: 'Segmentation quality by annotation budget',
  follows: 'Figures 2 and 3, upper halves,',
  draw: (results) => {
    const runs = results.runs.filter((run) => run.configuration.propagator === null)
    const sparse = runs.filter((run) => !run.isDenseReference)
    const fractions = distinctNumbers(sparse.map((run) => run.configuration.volumeFraction))
    const panels = variantsOf({ ...results, runs }).flatMap(({ label, sparseRuns, denseRuns }): FigurePanel[] => {
      const configurations = configurationsOf(sparseRuns)
      if (configurations.length < 2) return []
      const dense = summariseReplicates(denseRuns)
      return [
        {
          title: label,
          xAxis: budgetAxis(distinctNumbers(configurations.map(({ budgetSlices }) => budgetSlices))),
          yAxis: IOU_AXIS,
          series: fractions.map((fraction) => ({
            mark: 'line',
            name: describeVolumeFraction(fraction),
            points: configurations
              .filter(({ volumeFraction }) => volumeFraction === fraction)
              .flatMap((configuration) => {
                const summary = summariseReplicates(configuration.runs)
                return summary === null ? [] : [pointOf(configuration.budgetSlices, summary)]
              }),
          })),
          referenceLines: dense === null ? [] : [denseLine(dense.iou)],
        },
      ]
    })
    if (panels.length === 0)
      return 'It needs at least two configurations (ρ, s) of one network trained on annotated slices alone.'
    return {
      panels,
      columnCount: Math.min(2, panels.length),
      legend: {
        title: 'Training volumes annotated (s)',
        entries: entriesOf(fractions.map(describeVolumeFraction)),
        palette: 'categorical',
      },
      caption:
        `Test IoU (mean over foreground classes, then over test cases) by nominal budget ρ·s·T in slices, on a log2 axis; colour is the fraction s of the training volumes that are annotated. ` +
        `${describeReplicates(sparse)} ${describeUncertainty(sparse)}`,
    }
  },
})
