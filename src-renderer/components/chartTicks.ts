/** Round numbers across a range, about `count` of them, for an axis. */
export function linearTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low]
  const rough = (high - low) / Math.max(1, count)
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((each) => each >= rough) ?? 10 * magnitude
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)))
}

/** Powers of ten across a positive range, with 2 and 5 between them where there are few; round numbers within less than a decade. */
export function logTicks(low: number, high: number): number[] {
  if (high < 8 * low) return linearTicks(low, high, 4).filter((tick) => tick > 0)
  const first = Math.floor(Math.log10(low))
  const last = Math.ceil(Math.log10(high))
  const factors = last - first <= 3 ? [1, 2, 5] : [1]
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => first + at).flatMap((power) =>
    factors.map((factor) => Number((factor * 10 ** power).toPrecision(6))),
  )
  return ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001)
}

/** As short as it can be read: 0.0125, 1.5, 2,000. */
export function describeTick(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(1)
  return value.toLocaleString('en', { maximumFractionDigits: 4 })
}
