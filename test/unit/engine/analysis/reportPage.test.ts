import { beforeAll, describe, expect, it } from 'vitest'
import { figures } from '../../../../src-main/catalog/figures'
import { provenanceSchema } from '../../../../src-main/domain/analysis/provenance'
import type { Results } from '../../../../src-main/domain/experiment/results'
import { describeResults } from '../../../../src-main/engine/analysis/describeResults'
import type { DrawnFigure } from '../../../../src-main/engine/analysis/reportPage/figuresHtml'
import { html } from '../../../../src-main/engine/analysis/reportPage/html'
import { reportPage } from '../../../../src-main/engine/analysis/reportPage/reportPage'
import { renderSvg } from '../../../../src-main/figures/renderSvg'
import { literalResults, literalRun } from '../../../support/literalResults'
import { demoGrid, syntheticResults } from '../../../support/syntheticResults'
import { syntheticProvenance, type UnfinishedRun } from '../../../support/syntheticWorkspace'
import { xmlElements } from '../../../support/xmlElements'

async function page(results: Results, unfinished: readonly UnfinishedRun[] = []): Promise<string> {
  const drawn: DrawnFigure[] = []
  for (const { id, title, follows, draw } of figures.entries) {
    const outcome = draw(results)
    drawn.push({
      id,
      title,
      follows,
      outcome:
        outcome.kind === 'drawn'
          ? { figure: outcome.figure, svg: await renderSvg(outcome.figure) }
          : { reason: outcome.reason },
    })
  }
  const provenance = provenanceSchema.parse(syntheticProvenance(results, unfinished))
  return reportPage({ results, provenance, figures: drawn })
}

const failed: UnfinishedRun = {
  runId: 'beef',
  cellId: 'unet-2d_d40_v100_uniform-random',
  state: 'failed',
  error: { code: 'TRAINING_DIVERGED', message: 'The loss became <NaN> & stayed so.' },
}

describe('reportPage', () => {
  let markup: string
  beforeAll(async () => {
    markup = await page(syntheticResults(demoGrid))
  })

  it('needs nothing but itself: no script, no source, no address but the citation', () => {
    expect(markup).not.toMatch(/<script|<link|<iframe|<object|<img|\bsrc=|\bsrcset=|@import|url\(/i)
    expect([...new Set(markup.match(/https?:\/\/[^"'\s<)]*/g))]).toEqual(['https://arxiv.org/abs/2412.08081'])
    expect(markup).toContain("default-src 'none'")
  })

  it('nests and closes every element', () => {
    const asXml = markup
      .replace('<!doctype html>', '')
      .replaceAll(/<(meta)([^>]*?)\/?>/g, '<$1$2/>')
      .replace(/<style>[\s\S]*<\/style>/, '')
    expect(() => xmlElements(asXml)).not.toThrow()
  })

  it('has every section, every figure with a caption and its numbers', () => {
    const headings = [...markup.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, heading]) => heading)
    expect(headings).toEqual([
      'Recommendation',
      'Results',
      'Figures',
      'Quality of interpolated masks',
      'Methods',
      'Limitations',
    ])
    expect(markup.match(/<figure /g)).toHaveLength(figures.ids.length)
    expect(markup.match(/<figcaption>/g)).toHaveLength(figures.ids.length)
    expect(markup.match(/<svg /g)).toHaveLength(figures.ids.length)
  })

  it('gives each id once', () => {
    const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('writes a methods paragraph with versions, device, split, budget, training and statistics', () => {
    const methods = markup
      .slice(markup.indexOf('class="methods"'), markup.indexOf('All settings'))
      .replaceAll(/\s+/g, ' ')
    for (const part of [
      'Slicewright 0.1.0 (Node v24.21.0) on onnx-cpu (onnxruntime-node 1.30.0, 2 threads, a processor, linux, x64)',
      'split by case into 14 for training, 4 for validation and 6 for testing; the training volumes have T = 490 slices',
      'a fraction s (1/2 and 1) of the training volumes',
      'fixed-interval and uniform-random on the stored grid (seed 0)',
      'batches of 16; initial learning rate 0.002, poly schedule; weight decay 0.01',
      'the median in-plane spacing of the training volumes',
      'Random augmentation, drawn anew for every slice: probability 0.8, rotation degrees 10.',
      '2,000 resamples, seed 2412',
    ])
      expect(methods).toContain(part)
  })

  it('shows a dark page dark figures', () => {
    expect(markup).toContain('@media screen and (prefers-color-scheme: dark)')
    expect(markup).toContain('figure svg [fill="#ffffff"] { fill: transparent; }')
  })

  it('is the same bytes for the same results', async () => {
    expect(await page(syntheticResults(demoGrid))).toBe(markup)
  })
})

describe('reportPage of less', () => {
  it('says how much of the grid is there, and why runs failed, escaped', async () => {
    const results = syntheticResults(demoGrid)
    const markup = await page({ ...results, runs: results.runs.slice(0, 9) }, [failed])
    expect(markup).toContain('9 of 10 runs are in these results; the rest: 1 failed.')
    expect(markup).toContain('The loss became &lt;NaN&gt; &amp; stayed so. [TRAINING_DIVERGED]')
    expect(markup).not.toContain('<NaN>')
  })

  it('is a page also when nothing has finished', async () => {
    const markup = await page(literalResults([]), [{ runId: 'a', cellId: 'b', state: 'running', error: null }])
    expect(markup).toContain('0 of 1 run are in these results; the rest: 1 running.')
    expect(markup).toContain('No run has finished.')
    expect(markup.match(/not drawn\./g)).toHaveLength(figures.ids.length)
  })

  it('escapes every name that comes from outside', async () => {
    const evil = '<img src=x onerror="alert(1)">'
    const results = literalResults([literalRun([0.5, 0.6], { model: evil, policy: evil, propagator: evil })])
    results.experiment = evil
    results.dataset.name = evil
    results.dataset.classNames = { '1': evil }
    expect(await page(results)).not.toContain('<img')
  })
})

describe('html', () => {
  it('escapes values, keeps markup, joins lists, drops null', () => {
    const items = ['<a>', '"b"'].map((item) => html`<b>${item}</b>`)
    expect(html`${items}${null}${0}`.markup).toBe('<b>&lt;a&gt;</b>\n<b>&quot;b&quot;</b>0')
  })
})

describe('describeResults', () => {
  it('prints a table whose columns line up, and the recommendation', () => {
    const text = describeResults(
      literalResults([
        literalRun([0.9, 0.7], { isDenseReference: true }),
        literalRun([0.7, 0.5]),
        literalRun([0.6, 0], { propagator: 'nearest' }),
      ]),
    )
    expect(text.replaceAll('\u00a0', ' ').split('\n').slice(2, 7)).toEqual([
      '    ρ    s  Policy           Masks between  Budget  Annotated            IoU  Pooled IoU           Dice     HD95 (mm)     ASSD (mm)',
      '─────  ───  ───────────────  ─────────────  ──────  ─────────  ─────────────  ──────────  ─────────────  ────────────  ────────────',
      '100 %  all  dense reference  none              100        100  0.800 ± 0.141       0.500  0.800 ± 0.141   2.00 ± 0.00   1.00 ± 0.00',
      ' 10 %  all  fixed-interval   none               10         10  0.600 ± 0.141       0.500  0.600 ± 0.141   2.00 ± 0.00   1.00 ± 0.00',
      ' 10 %  all  fixed-interval   nearest            10         10  0.300 ± 0.424       0.500  0.300 ± 0.424  2.00 (n = 1)  1.00 (n = 1)',
    ])
    expect(text).toContain('At 10 slices: ')
  })

  it('says that nothing is there', () => {
    expect(describeResults(literalResults([]))).toBe('No run has finished.')
  })
})
