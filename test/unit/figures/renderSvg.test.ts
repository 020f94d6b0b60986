import { beforeAll, describe, expect, it } from 'vitest'
import { figures } from '../../../src-main/catalog/figures'
import type { FigureSpec } from '../../../src-main/domain/figures/FigureSpec'
import { darkFigureCss } from '../../../src-main/figures/palette'
import { renderSvg } from '../../../src-main/figures/renderSvg'
import { textWidthPixels } from '../../../src-main/figures/textWidth'
import { demoGrid, paperGrid, syntheticResults } from '../../support/syntheticResults'
import { xmlElements } from '../../support/xmlElements'

const paper = syntheticResults(paperGrid)

function figureOf(id: string, results = paper): FigureSpec {
  const outcome = figures.get(id).draw(results)
  if (outcome.kind === 'not-drawn') throw new Error(outcome.reason)
  return outcome.figure
}

/** What a reader sees: the content of every text element. */
function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)
}

describe.each(figures.ids)('%s as SVG', (id) => {
  let figure: FigureSpec
  let svg: string
  beforeAll(async () => {
    figure = figureOf(id)
    svg = await renderSvg(figure)
  })

  it('is well-formed, with a title and a description for screen readers', () => {
    expect(xmlElements(svg).slice(0, 3)).toEqual(['svg', 'title', 'desc'])
    expect(svg).toContain(`role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc"`)
    expect(svg).toContain(`>${figure.title}</title>`)
  })

  it('shows panel titles, axis titles with units and every name of the legend', () => {
    const shown = texts(svg)
    for (const panel of figure.panels) {
      expect(shown.some((text) => text.endsWith(panel.title))).toBe(true)
      for (const { label, unit } of [panel.xAxis, panel.yAxis])
        expect(shown).toContain(unit === null ? label : `${label} (${unit})`)
    }
    for (const { name } of figure.legend.entries) expect(shown).toContain(name)
  })

  it('asks for nothing from elsewhere and runs nothing', () => {
    expect(svg.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toMatch(/https?:|href|url\(|<script|<image|<style|data:/)
  })

  it('is the same bytes again, also after another figure', async () => {
    await renderSvg(figureOf('iou-by-density'))
    expect(await renderSvg(figure)).toBe(svg)
  })

  it('has no drawn coordinate that is not a number', () => {
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })
})

describe('renderSvg', () => {
  it('escapes what a name may hold', async () => {
    const figure = figureOf('iou-by-budget', syntheticResults({ ...demoGrid, models: ['a<b>&"c"'] }))
    const svg = await renderSvg({ ...figure, title: 'x < y & "z"' })
    expect(() => xmlElements(svg)).not.toThrow()
    expect(svg).toContain('>x &lt; y &amp; &quot;z&quot;</title>')
    expect(svg).toContain('a&lt;b&gt;&amp;')
  })

  it('labels exact budgets with thousands and densities with percent', async () => {
    expect(texts(await renderSvg(figureOf('iou-by-budget')))).toEqual(expect.arrayContaining(['12', '192', '1,536']))
    expect(texts(await renderSvg(figureOf('iou-by-density')))).toEqual(
      expect.arrayContaining(['5\u00a0%', '80\u00a0%']),
    )
  })

  it('gives a propagator one colour in all figures, and the comparison a neutral one', async () => {
    const trained = await renderSvg(figureOf('with-and-without-propagation'))
    const measured = await renderSvg(figureOf('interpolation-quality'))
    for (const colour of ['#0072b2', '#d55e00', '#009e73']) {
      expect(trained).toContain(colour)
      expect(measured).toContain(colour)
    }
    expect(measured).not.toContain('#cc79a7')
  })

  it('has a dark counterpart for every colour that it draws with', async () => {
    const css = darkFigureCss('svg')
    for (const id of ['iou-by-budget', 'iou-by-density', 'with-and-without-propagation', 'selection-policies'])
      for (const [, colour] of (await renderSvg(figureOf(id))).matchAll(/(?:fill|stroke)="(#[0-9a-f]{3,6})"/g))
        expect(css).toContain(`="${colour}"]`)
  })

  it('draws single points, single densities and single data sets', async () => {
    for (const id of figures.ids) {
      const outcome = figures.get(id).draw(syntheticResults({ ...demoGrid, densities: [0.1] }))
      if (outcome.kind === 'drawn') expect(await renderSvg(outcome.figure)).not.toMatch(/NaN|undefined|Infinity/)
    }
  })
})

describe('textWidthPixels', () => {
  it('knows wide from narrow letters: Helvetica’s "mmmm" is almost four times "iiii"', () => {
    expect(textWidthPixels('mmmm', 10) / textWidthPixels('iiii', 10)).toBeCloseTo(3.5, 0)
    expect(textWidthPixels('', 10)).toBe(0)
  })
})
