import { expect, it } from 'vitest'
import { paintPreview } from '../../../src-renderer/components/PreviewPixels'
import SlicePreview from '../../../src-renderer/components/SlicePreview.vue'
import { mountWithVuetify } from '../support/mountWithVuetify'

// Three by three: a "2" in the middle row, from the left edge to the middle.
const pixels = { grey: new Uint8Array(9).fill(100), labels: Uint8Array.of(0, 0, 0, 2, 2, 0, 0, 0, 0) }
const red = [255, 0, 0] as const
const paint = (labelStyle: 'none' | 'outline' | 'fill') => {
  const painted = paintPreview({ pixels, width: 3, height: 3, labelStyle, colourOf: () => red })
  return Array.from({ length: 9 }, (_, at) => [...painted.slice(4 * at, 4 * at + 3)].join(' '))
}

it('draws labels as outline, as fill, or not at all', () => {
  const grey = '100 100 100'
  expect(paint('none')).toEqual(Array.from({ length: 9 }, () => grey))
  expect(paint('outline')).toEqual([grey, grey, grey, '255 0 0', '255 0 0', grey, grey, grey, grey])
  // 0.55 × 100 + 0.45 × 255 red, 0.55 × 100 of the others.
  expect(paint('fill')[4]).toBe('170 55 55')
})

it('outlines only the rim of what is larger', () => {
  const full = { grey: new Uint8Array(25).fill(10), labels: new Uint8Array(25) }
  for (const at of [6, 7, 8, 11, 12, 13, 16, 17, 18]) full.labels[at] = 1
  const painted = paintPreview({ pixels: full, width: 5, height: 5, labelStyle: 'outline', colourOf: () => red })
  expect(painted[4 * 6]).toBe(255)
  expect(painted[4 * 12]).toBe(10)
})

it('has the shape of the slice on the body, and a name', () => {
  const wrapper = mountWithVuetify(SlicePreview, {
    props: {
      // 100 × 20 pixels of 1 × 5 mm are a square.
      preview: { width: 100, height: 20, pixelMm: [1, 5] },
      pixels: null,
      label: 'liver_12, slice 40',
      colourOf: () => red,
    },
  })
  const canvas = wrapper.get('canvas')
  expect(canvas.attributes('aria-label')).toBe('liver_12, slice 40')
  expect(canvas.element.style.aspectRatio).toMatch(/^1( \/ 1)?$/)
})
