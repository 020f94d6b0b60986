import type { AnalysisTable } from '../../../src-main/contract/report'

/** A table as CSV (RFC 4180): comma, CRLF, a heading, quotes where a cell needs them; nothing where a number is missing. */
export function tableCsv({ columns, rows }: AnalysisTable): string {
  const lines = [columns.map(({ name }) => name), ...rows]
  return lines.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(value: string | number | null): string {
  // The typographic minus and the dash for "none" are for readers, not for programs.
  const text = value === null || value === '–' ? '' : String(value).replace(/^−(?=\d)/, '-')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
