import type { TableSpec } from '../../../domain/figures/TableSpec'
import { html, type Html } from './html'

/** A table that scrolls sideways by itself where the page is narrow. Equal cells below each other in leading columns are printed once. */
export function tableHtml({ columns, rows, caption }: TableSpec, options: { groupColumns?: number } = {}): Html {
  const groupColumns = options.groupColumns ?? 0
  const isRepeated = (row: number, column: number) =>
    row > 0 &&
    column < groupColumns &&
    rows[row].slice(0, column + 1).every((cell, at) => cell.text === rows[row - 1][at].text)
  const className = (column: number) => (columns[column].align === 'right' ? 'number' : 'text')
  return html`<div class="table" tabindex="0" role="region" aria-label="Table">
    <table>
      <thead>
        <tr>
          ${columns.map(({ label }, column) => html`<th scope="col" class="${className(column)}">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells, row) =>
            html`<tr>
              ${cells.map(({ text, isBest }, column) => {
                const shown = isRepeated(row, column) ? html`<span class="repeated">${text}</span>` : text
                return html`<td class="${className(column)}">${isBest ? html`<strong>${shown}</strong>` : shown}</td>`
              })}
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="caption">${caption}</p>
  </div>`
}
