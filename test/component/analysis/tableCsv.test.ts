import { expect, it } from 'vitest'
import { tableCsv } from '../../../src-renderer/pages/analysis/tableCsv'

it('writes what a spreadsheet reads back', () => {
  const columns = [
    { name: 'Panel', isNumeric: false },
    { name: 'IoU', isNumeric: true },
  ]
  const rows = [
    ['(a) small, "quick"', '−0.0120'],
    ['(b)', '–'],
    ['(c)', 0.5],
  ]
  expect(tableCsv({ caption: '', columns, rows })).toBe(
    'Panel,IoU\r\n"(a) small, ""quick""",-0.0120\r\n(b),\r\n(c),0.5\r\n',
  )
})
