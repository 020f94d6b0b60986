import { describeCount, describeNumber, describePercent } from '../domain/analysis/describeNumbers'
import type { FigurePanel } from '../domain/figures/FigureSpec'

type NumericAxis = FigurePanel['yAxis']

/** Where a value of a series is drawn: the value itself, or a few pixels beside it. */
export type Dodge = (x: number | string, series: string) => number | string

/** Room left and right of the outermost ticks, as a fraction of the width. */
const MARGIN_FRACTION = 0.08
const DODGE_PIXELS = 5

/** Title, ticks and scale of a numeric axis, in Vega-Lite's words. */
export function numericAxisOf(axis: NumericAxis) {
  return {
    title: axisTitle(axis),
    axis: { ...ticksOf(axis), labelOverlap: 'greedy' as const, labelSeparation: 3, tickCount: 6 },
    scale: {
      type: 'linear' as const,
      nice: true,
      ...(axis.domain === null ? { zero: false } : { domain: axis.domain }),
    },
  }
}

/**
 * The x channel of a panel. Series that have a point at the same numeric x stand side by side, centred on it, as error bars
 * drawn over each other cannot be read.
 */
export function xChannelOf(panel: FigurePanel, widthPixels: number) {
  const { xAxis: axis, series } = panel
  if (axis.scale === 'category') {
    const channel = {
      field: 'place',
      type: 'ordinal' as const,
      title: axisTitle(axis),
      sort: null,
      scale: { domain: axis.categories, paddingInner: 0.25, paddingOuter: 0.15 },
      axis: { labelAngle: 0, grid: false, ticks: false },
    }
    const dodge: Dodge = (x) => x
    return { channel, dodge }
  }
  const isLog = axis.scale === 'log2'
  const toLinear = (value: number) => (isLog ? Math.log2(value) : value)
  const toValue = (linear: number) => (isLog ? 2 ** linear : linear)
  const namesAt = new Map<number, string[]>()
  for (const each of series)
    for (const { x } of each.mark === 'box' ? [] : each.points)
      namesAt.set(Number(x), [...(namesAt.get(Number(x)) ?? []), each.name])
  const places = [...namesAt.keys()].map(toLinear).sort((a, b) => a - b)
  const [first, last] = axis.domain?.map(toLinear) ?? [places[0] ?? 0, places[places.length - 1] ?? 1]
  const span = last > first ? last - first : 1
  const margin = last > first ? span * MARGIN_FRACTION : 0.5
  const [low, high] = [first - margin, last + margin]
  const narrowestGap = Math.min(span, ...places.slice(1).map((place, at) => place - places[at]))
  const dodge: Dodge = (x, name) => {
    const names = namesAt.get(Number(x)) ?? [name]
    const step = Math.min((DODGE_PIXELS * (high - low)) / widthPixels, (0.7 * narrowestGap) / names.length)
    return toValue(toLinear(Number(x)) + (names.indexOf(name) - (names.length - 1) / 2) * step)
  }
  const channel = {
    field: 'place',
    type: 'quantitative' as const,
    title: axisTitle(axis),
    axis: { ...ticksOf(axis), labelOverlap: 'greedy' as const, labelSeparation: 3, grid: false },
    scale: {
      ...(isLog ? { type: 'log' as const, base: 2 } : { type: 'linear' as const, zero: false }),
      domain: [toValue(low), toValue(high)],
      nice: false,
    },
  }
  return { channel, dodge }
}

function axisTitle({ label, unit }: { label: string; unit: string | null }): string {
  return unit === null ? label : `${label} (${unit})`
}

/** Exact ticks carry their exact label; otherwise Vega chooses round ones and as many digits as they need. */
function ticksOf({ ticks, format }: NumericAxis) {
  if (ticks !== null) {
    const labels = Object.fromEntries(ticks.map((tick) => [String(tick), describeTick(tick, format)]))
    return { values: ticks, labelExpr: `${JSON.stringify(labels)}[datum.value]` }
  }
  if (format === 'signed') return { format: '+f', labelExpr: `datum.value === 0 ? '0' : datum.label` }
  return { format: format === 'percent' ? '~%' : format === 'count' ? ',~f' : 'f' }
}

function describeTick(value: number, format: NumericAxis['format']): string {
  if (format === 'percent') return describePercent(value)
  return format === 'count' ? describeCount(value) : describeNumber(value, 2)
}
