import { PAPER, paperFinding } from '../../../domain/analysis/paperFindings'
import type { Results } from '../../../domain/experiment/results'
import { figureTable } from '../../../domain/figures/figureTable'
import type { FigureSpec } from '../../../domain/figures/FigureSpec'
import { html, trusted, type Html } from './html'
import { tableHtml } from './tableHtml'

/** A figure of the catalog as the report shows it. */
export interface DrawnFigure {
  readonly id: string
  readonly title: string
  readonly follows: string | null
  readonly outcome: { readonly figure: FigureSpec; readonly svg: string } | { readonly reason: string }
}

/** Every figure with its caption, what the paper found and its numbers; then those that these data do not make, and why. */
export function figuresHtml(results: Results, figures: readonly DrawnFigure[]): Html {
  let number = 0
  const drawn = figures.flatMap(({ id, title, follows, outcome }) => {
    if (!('figure' in outcome)) return []
    number++
    const finding = findingOf(id, results)
    return [
      html`<figure id="${id}">
        <h3>Figure ${number}. ${title}</h3>
        ${trusted(inline(outcome.svg))}
        <figcaption>
          ${outcome.figure.caption} Points at the same place on the x axis are drawn side by side.
          ${follows === null ? null : `After ${follows} of ${PAPER}.`}
        </figcaption>
        ${finding === null ? null : html`<div class="finding"><p>${finding} (${PAPER})</p></div>`}
        <details>
          <summary>Numbers in this figure</summary>
          ${tableHtml(figureTable(outcome.figure))}
        </details>
      </figure>`,
    ]
  })
  const missing = figures.flatMap(({ title, outcome }) =>
    'reason' in outcome ? [html`<li><strong>${title}</strong>: not drawn. ${outcome.reason}</li>`] : [],
  )
  return html`${drawn}${
    missing.length === 0
      ? null
      : html`<ul>
          ${missing}
        </ul>`
  }`
}

/** Inside a page an SVG needs no namespace. */
function inline(svg: string): string {
  return svg.replace(/ xmlns(?::xlink)?="[^"]*"/g, '')
}

function findingOf(figureId: string, { runs }: Results): string | null {
  if (figureId === 'selection-policies') return paperFinding('policies-alike')
  if (figureId !== 'with-and-without-propagation') return null
  // Model ids end in what they convolve: unet-2d, unet-3d.
  const models = runs.map((run) => run.configuration.model)
  const findings = [
    ...(models.some((model) => !model.includes('3d')) ? [paperFinding('propagation-2d')] : []),
    ...(models.some((model) => !model.includes('2d')) ? [paperFinding('propagation-3d')] : []),
  ]
  return findings.join(' ')
}
