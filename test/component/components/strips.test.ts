import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import ReviewStrip from '../../../src-renderer/components/ReviewStrip.vue'
import SliceStrip from '../../../src-renderer/components/SliceStrip.vue'
import { reviewSlice } from '../review/reviewWorld'

const rectangles = (path: string | undefined) => path?.match(/M/g)?.length ?? 0

it('shows what is planned and where the target is', () => {
  const strip = mount(SliceStrip, {
    props: {
      label: 'liver_1',
      sliceCount: 10,
      plannedSliceIndices: [2, 7],
      foregroundSliceIndices: [5, 6, 7],
    },
  })
  expect(rectangles(strip.get('.planned').attributes('d'))).toBe(2)
  expect(strip.findAll('.foreground')).toHaveLength(1)
  expect(strip.attributes('aria-label')).toBe('Slices of liver_1')
  expect(strip.attributes('aria-valuetext')).toBe('Slice 3 of 10: planned')
})

it('keeps annotated, empty and not annotated apart', () => {
  const strip = mount(SliceStrip, {
    props: {
      label: 'liver_1',
      sliceCount: 10,
      plannedSliceIndices: [1, 3, 5, 7],
      annotatedSliceIndices: [3, 5],
      emptySliceIndices: [7],
    },
  })
  expect(rectangles(strip.get('.annotated').attributes('d'))).toBe(2)
  expect(rectangles(strip.get('.empty').attributes('d'))).toBe(1)
  expect(rectangles(strip.get('.open').attributes('d'))).toBe(1)
  expect(strip.attributes('aria-valuetext')).toBe('Slice 2 of 10: planned, not annotated')
})

it('can be walked along and picked from with the keyboard', async () => {
  const strip = mount(SliceStrip, { props: { label: 'liver_1', sliceCount: 10, plannedSliceIndices: [2, 7] } })
  await strip.trigger('focus')
  await strip.trigger('keydown', { key: 'ArrowRight' })
  expect(strip.attributes('aria-valuenow')).toBe('4')
  await strip.trigger('keydown', { key: 'Enter' })
  expect(strip.emitted('pick')).toEqual([[3]])
})

const slices = [
  reviewSlice(0, { origin: 'human' }),
  reviewSlice(1, { likelyError: 0.5, isFlagged: true }),
  reviewSlice(2, { decision: 'accepted', likelyError: 0, iou: 0.9 }),
  reviewSlice(3, { decision: 'rejected' }),
  reviewSlice(4, { origin: 'human-empty' }),
  reviewSlice(5, { origin: 'none' }),
]
const props = { slices, currentSliceIndex: 1, measure: 'likely-error' as const, describe: () => 'said' }

it('marks every origin and decision with a path of its own', () => {
  const strip = mount(ReviewStrip, { props })
  for (const mark of ['human', 'open', 'accepted', 'rejected', 'human-empty', 'none']) {
    expect(rectangles(strip.get(`g.${mark} path`).attributes('d')), mark).toBe(1)
  }
  expect(rectangles(strip.get('.flags').attributes('d'))).toBe(1)
})

it('draws a bar where there is a value, also of 0, and none where there is none', async () => {
  const strip = mount(ReviewStrip, { props })
  // Half of 30 pixels up from 42, and a line for 0.
  expect(strip.get('.bars').attributes('d')).toMatch(/ 27H.*V42.* 41H.*V42/)
  await strip.setProps({ measure: 'iou' })
  expect(rectangles(strip.get('.bars').attributes('d'))).toBe(1)
})

it('moves along the order shown, not along the slices', async () => {
  const strip = mount(ReviewStrip, { props: { ...props, slices: [slices[3], slices[1], slices[5]] } })
  await strip.trigger('keydown', { key: 'ArrowRight' })
  await strip.trigger('keydown', { key: 'Home' })
  expect(strip.emitted('go')).toEqual([[5], [3]])
})
