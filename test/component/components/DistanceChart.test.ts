import { expect, it } from 'vitest'
import DistanceChart from '../../../src-renderer/components/DistanceChart.vue'
import { mountWithVuetify } from '../support/mountWithVuetify'

const rows = [
  { distanceSlices: 1, iou: 0.85, low: 0.8, high: 0.9, sampleCount: 40 },
  { distanceSlices: 3, iou: 0.6, low: 0.4, high: 0.75, sampleCount: 0 },
]

it('draws a dot with its interval for each distance, hollow where nothing was seen, and says the same in words', async () => {
  const chart = mountWithVuetify(DistanceChart, { props: { rows } })
  const dots = chart.findAll('circle')
  expect(dots).toHaveLength(2)
  expect(dots[0]?.classes()).not.toContain('unseen')
  expect(dots[1]?.classes()).toContain('unseen')
  // Better is higher on the screen.
  expect(Number(dots[0]?.attributes('cy'))).toBeLessThan(Number(dots[1]?.attributes('cy')))
  const label = chart.get('svg').attributes('aria-label')
  expect(label).toContain('1 slice away: 0.85 (0.80–0.90), 40 seen')
  expect(label).toContain('3 slices away: 0.60 (0.40–0.75), none seen')
  await chart.get('svg').trigger('keydown', { key: 'ArrowRight' })
  expect(chart.get('figcaption').text()).toBe('1 slice away: 0.85 (0.80–0.90), 40 seen')
})
