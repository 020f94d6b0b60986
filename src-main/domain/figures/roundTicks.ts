/** Whole slices from 1 on, at most about eight ticks: 1, 2, 3 … or 1, 3, 5 … or 1, 5, 10 … */
export function roundTicks(lastDistance: number): number[] {
  const step = [1, 2, 5, 10, 20, 50].find((each) => lastDistance / each <= 8) ?? 100
  const ticks = [1]
  for (let tick = step <= 2 ? 1 + step : step; tick <= lastDistance; tick += step) ticks.push(tick)
  return ticks
}
