import type { QualityEstimate } from '../propagation/estimate/QualityEstimate'
import { distanceAxis, entriesOf, IOU_AXIS } from './axes'
import type { FigureOutcome } from './FigureSpec'

const FACTS = {
  id: 'estimate-by-distance',
  title: 'Estimated quality of propagated masks by distance to the nearest annotated slice',
}

/** How far masks can be trusted where nobody knows the truth: one curve a propagator. */
export function estimateByDistanceFigure(options: {
  /** By the propagator's name, in the order of the legend. */
  readonly estimates: ReadonlyMap<string, QualityEstimate>
  readonly panelTitle: string
}): FigureOutcome {
  const { estimates, panelTitle } = options
  const distances = [...estimates.values()].flatMap(({ byDistance }) => byDistance.map((each) => each.distanceSlices))
  if (distances.length === 0)
    return { kind: 'not-drawn', ...FACTS, reason: 'It needs an estimate for at least one slice that is not annotated.' }
  return {
    kind: 'drawn',
    figure: {
      ...FACTS,
      panels: [
        {
          title: panelTitle,
          xAxis: distanceAxis(distances),
          yAxis: { ...IOU_AXIS, label: 'Estimated IoU', domain: [0, 1] },
          series: [...estimates].map(([name, { byDistance }]) => ({
            mark: 'line' as const,
            name,
            points: byDistance.map(({ distanceSlices, iou, low, high }) => ({
              x: distanceSlices,
              y: iou,
              low,
              high,
              replicates: [],
            })),
          })),
          referenceLines: [],
        },
      ],
      columnCount: 1,
      legend: { title: 'Propagator', entries: entriesOf([...estimates.keys()]), palette: 'categorical' },
      caption:
        'IoU expected of propagated masks by distance (in slices) to the nearest annotated slice, estimated from annotated slices that were left out. Error bars: 95 % intervals.',
    },
  }
}
