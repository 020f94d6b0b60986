import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import FigureChart from '../../../src-renderer/components/FigureChart.vue'
import { figureReadOut } from '../../../src-renderer/components/figureReadOut'
import { figureSvg } from '../../../src-renderer/components/figureView'
import type { FigureSpec } from '../../../src-main/domain/figures/FigureSpec'
import { mountWithVuetify } from '../support/mountWithVuetify'

const point = (x: number, y: number) => ({ x, y, low: y - 0.05, high: y + 0.05, replicates: [] })

/** Two curves of two points each. */
const figure: FigureSpec = {
  id: 'by-budget',
  title: 'Quality by budget',
  caption: 'Bars: 95 % intervals.',
  columnCount: 1,
  legend: {
    title: 'Volumes',
    palette: 'categorical',
    entries: [
      { name: 'half', style: 0 },
      { name: 'all', style: 1 },
    ],
  },
  panels: [
    {
      title: 'unet-2d',
      xAxis: { scale: 'log2', label: 'Budget', unit: 'slices', format: 'count', ticks: [10, 20], domain: null },
      yAxis: { scale: 'linear', label: 'Test IoU', unit: null, format: 'fraction', ticks: null, domain: null },
      referenceLines: [],
      series: [
        { mark: 'line', name: 'half', points: [point(10, 0.5), point(20, 0.6)] },
        { mark: 'line', name: 'all', points: [point(10, 0.7), point(20, 0.8)] },
      ],
    },
  ],
}

const BLUE = '#0072b2'
const ORANGE = '#d55e00'

it('draws the figure without eval and without a legend of its own; a switch takes a series away', async () => {
  const evaluated = vi.spyOn(globalThis, 'Function')
  const wrapper = mountWithVuetify(FigureChart, { props: { figure } })
  const drawing = () => wrapper.get('.drawing').html()
  await vi.waitFor(() => expect(drawing()).toContain('Test IoU'))
  expect(evaluated).not.toHaveBeenCalled()
  expect([drawing().includes(BLUE), drawing().includes(ORANGE), drawing().includes('Volumes')]).toEqual([
    true,
    true,
    false,
  ])
  const [half] = wrapper.findAll('.legend button')
  expect(half.text()).toBe('half')
  await half.trigger('click')
  await vi.waitFor(() => expect(drawing()).not.toContain(BLUE))
  expect(drawing()).toContain(ORANGE)
  const shown = wrapper.emitted<[FigureSpec]>('shown')?.at(-1)?.[0]
  expect(shown?.panels[0].series.map(({ name }) => name)).toEqual(['all'])
  await flushPromises()
  wrapper.unmount()
})

it('exports what the report shows: with its legend, on white', async () => {
  const svg = await figureSvg(figure)
  expect([svg.includes('Volumes'), svg.includes('>half<'), svg.includes('#ffffff')]).toEqual([true, true, true])
})

it('reads a mark in the words and units of its axes', () => {
  const other = { ...figure.panels[0], title: 'difference', yAxis: { ...figure.panels[0].yAxis, label: 'Difference' } }
  const two = { ...figure, panels: [...figure.panels, other] }
  expect(figureReadOut(two, { panel: 'difference', series: 'half', ...point(20, 0.6) })[2].name).toBe('Difference')
  expect(figureReadOut(two, { panel: 'unet-2d', series: 'half', ...point(20, 0.6), place: 20.4 })).toEqual([
    { name: 'Volumes', value: 'half' },
    { name: 'Budget (slices)', value: '20' },
    { name: 'Test IoU', value: '0.6000' },
    { name: 'Interval', value: '0.5500 to 0.6500' },
  ])
})
