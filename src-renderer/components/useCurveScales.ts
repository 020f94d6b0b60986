import { computed, type Ref } from 'vue'
import type { ChartSeries } from './ChartSeries'
import { linearTicks, logTicks } from './chartTicks'

/** Room around the plot for the labels of its axes. */
export const CHART_MARGIN = { left: 54, right: 12, top: 8, bottom: 26 } as const

/** What a chart draws: sizes in pixels, and the series that are shown with at least one point each. */
interface CurveScalesInput {
  readonly size: Ref<{ readonly width: number; readonly height: number }>
  readonly shown: Ref<readonly Pick<ChartSeries, 'points'>[]>
  readonly lastStep: Ref<number | null>
  readonly isLog: Ref<boolean>
}

/** Where steps and values lie in a plot of this size, and the ticks of both axes. */
export function useCurveScales({ size, shown, lastStep, isLog }: CurveScalesInput) {
  const x = computed(() => {
    const { width } = size.value
    const first = Math.min(...shown.value.map(({ points }) => points[0].step), lastStep.value === null ? Infinity : 0)
    const last = Math.max(...shown.value.map(({ points }) => points[points.length - 1].step), lastStep.value ?? 1)
    const low = Number.isFinite(first) ? first : 0
    const span = Math.max(1, last - low)
    return {
      low,
      high: low + span,
      ticks: linearTicks(low, low + span, Math.max(2, Math.floor(width / 70))),
      at: (step: number) => ((step - low) / span) * width,
    }
  })

  const y = computed(() => {
    const { height } = size.value
    let [low, high] = [Infinity, -Infinity]
    for (const { points } of shown.value)
      for (const { value } of points) {
        if (value < low) low = value
        if (value > high) high = value
      }
    if (low > high) [low, high] = isLog.value ? [0.1, 1] : [0, 1]
    const toScale = isLog.value ? Math.log : (value: number) => value
    const toValue = isLog.value ? Math.exp : (value: number) => value
    const margin = (toScale(high) - toScale(low)) * 0.05 || Math.abs(toScale(high)) * 0.1 || 1
    const [bottom, top] = [toScale(low) - margin, toScale(high) + margin]
    return {
      ticks: isLog.value ? logTicks(toValue(bottom), toValue(top)) : linearTicks(bottom, top, 5),
      at: (value: number) => height * (1 - (toScale(value) - bottom) / (top - bottom)),
    }
  })

  return { x, y }
}

/** Index of the point whose step is nearest, in points in ascending order of `step`. */
export function nearestIndex(points: ChartSeries['points'], step: number): number {
  let [low, high] = [0, points.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (points[middle].step < step) low = middle + 1
    else high = middle
  }
  return low > 0 && step - points[low - 1].step < points[low].step - step ? low - 1 : low
}
