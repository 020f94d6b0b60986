import { describe, expect, it } from 'vitest'
import type { ChartSeries } from '../../../src-renderer/components/ChartSeries'
import { describeTick, linearTicks, logTicks } from '../../../src-renderer/components/chartTicks'
import LiveChart from '../../../src-renderer/components/LiveChart.vue'
import { mountWithVuetify } from '../support/mountWithVuetify'

const series = (id: string, values: readonly number[]): ChartSeries => ({
  id,
  label: `run ${id}`,
  styleIndex: 0,
  points: values.map((value, at) => ({ step: at + 1, value })),
})

const chart = (all: readonly ChartSeries[], props: { isLog?: boolean; lastStep?: number } = {}) =>
  mountWithVuetify(LiveChart, { props: { title: 'Loss', series: all, ...props } })

/** The y coordinates of a path, in pixels from the top. */
const heightsOf = (d: string | undefined) => [...(d ?? '').matchAll(/[\d.]+,([\d.]+)/g)].map(([, y]) => Number(y))

describe('LiveChart', () => {
  it('draws a falling loss from the upper left to the lower right', () => {
    const heights = heightsOf(
      chart([series('a', [4, 2, 1])])
        .get('path.curve')
        .attributes('d'),
    )
    expect(heights).toHaveLength(3)
    expect(heights).toEqual([...heights].sort((a, b) => a - b))
    // Halving twice is two equal steps on a logarithmic axis, and none on a linear one.
    const [first, second, third] = heightsOf(
      chart([series('a', [4, 2, 1])], { isLog: true })
        .get('path.curve')
        .attributes('d'),
    )
    expect(second - first).toBeCloseTo(third - second, 0)
  })

  it('reads the values of all curves at the step under the cursor, moved by arrow keys', async () => {
    const wrapper = chart([series('a', [4, 2, 1]), series('b', [5, 5, 5])])
    expect(wrapper.find('.read-out').exists()).toBe(false)
    const plot = wrapper.get('svg[role=img]')
    await plot.trigger('keydown', { key: 'ArrowRight' })
    await plot.trigger('keydown', { key: 'ArrowRight' })
    expect(wrapper.findAll('.read-out > div').map((line) => line.text().replace(/\s+/g, ' '))).toEqual([
      'step 2',
      'run a: 2',
      'run b: 5',
    ])
    await plot.trigger('keydown', { key: 'Escape' })
    expect(wrapper.find('.read-out').exists()).toBe(false)
  })

  it('hides a curve by its button in the legend, and shows it again', async () => {
    const wrapper = chart([series('a', [4, 2]), series('b', [5, 3])])
    const button = wrapper.findAll('.legend button')[0]
    await button.trigger('click')
    expect([wrapper.findAll('path.curve').length, button.attributes('aria-pressed')]).toEqual([1, 'false'])
    await button.trigger('click')
    expect([wrapper.findAll('path.curve').length, button.attributes('aria-pressed')]).toEqual([2, 'true'])
  })

  it('says that nothing was measured yet, and leaves out what a logarithm has no place for', () => {
    expect(chart([series('a', [])]).text()).toContain('Nothing measured yet.')
    expect(
      heightsOf(
        chart([series('a', [0, 1, 2])], { isLog: true })
          .get('path.curve')
          .attributes('d'),
      ),
    ).toHaveLength(2)
  })

  it('draws a long training with no more points than pixels', () => {
    const values = Array.from({ length: 50_000 }, (_, at) => 2 + Math.sin(at))
    const heights = heightsOf(
      chart([series('a', values)])
        .get('path.curve')
        .attributes('d'),
    )
    expect(heights.length).toBeLessThanOrEqual(1000)
  })
})

describe('ticks', () => {
  it('are round numbers', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(linearTicks(-0.03, 0.17, 4)).toEqual([0, 0.05, 0.1, 0.15])
    expect(logTicks(0.04, 3)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2])
    expect(logTicks(0.9, 4.2)).toEqual([1, 2, 3, 4])
    expect([0.0125, 1.5, 2000, 0.00001].map(describeTick)).toEqual(['0.0125', '1.5', '2,000', '1.0e-5'])
  })
})
