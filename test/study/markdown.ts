import { describeNumber } from '../../src-main/domain/analysis/describeNumbers'
import type { Interval } from '../../src-main/domain/statistics/bootstrapInterval'

/** Pieces of the pages that studies write. */

export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** "0.123 (0.101 to 0.140)"; the interval is left out where there is none. */
export function withInterval(
  value: number | null,
  interval: Interval | null,
  describe: (value: number) => string,
): string {
  if (value === null) return '–'
  return interval === null
    ? describe(value)
    : `${describe(value)} (${describe(interval.low)} to ${describe(interval.high)})`
}

export const describeIou = (value: number | null) => describeNumber(value, 3)

/** One line an item, five decimals: what two runs write is the same to the byte, and differences are easy to read. */
export function jsonLines(items: readonly unknown[]): string {
  const lines = items.map((item) =>
    JSON.stringify(item, (_, each: unknown) => (typeof each === 'number' ? Number(each.toFixed(5)) : each)),
  )
  return `[\n${lines.map((line) => `  ${line}`).join(',\n')}\n]`
}
