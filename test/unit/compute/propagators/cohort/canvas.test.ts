import { describe, expect, it } from 'vitest'
import {
  footprintOf,
  fromCanvas,
  labelsToCanvas,
  placeCanvas,
  planCanvas,
  toCanvas,
} from '../../../../../src-main/compute/propagators/cohort/canvas'

const side = (width: number, height: number) => ({ width, height })
/** The canvas lies on the slice with its first pixel on the slice's first one. */
const onto = (stored: { width: number; height: number }, step: number, size: { width: number; height: number }) => ({
  canvas: { spacingMm: side(step, step), size },
  stored,
  first: side((step - 1) / 2, (step - 1) / 2),
  step: side(step, step),
})

describe('planCanvas', () => {
  const extent = (spacing: number, width: number, height: number) => ({
    stored: side(100, 100),
    spacingMm: side(spacing, spacing),
    box: { left: 10, top: 10, width, height },
  })

  it('has the median spacing and room for the largest extent, rounded up to eights', () => {
    // 20 mm and 40 mm are the largest. 1.3 × 20 = 26 and 20 + 12 = 32; 1.3 × 40 = 52 and 40 + 12 = 52.
    const canvas = planCanvas([extent(1, 20, 8), extent(1, 10, 40), extent(2, 5, 5)], 96)
    expect(canvas).toEqual({ spacingMm: side(1, 1), size: side(32, 56) })
  })

  it('is coarser where the largest extent would need too many pixels', () => {
    // 1.3 × 80 = 104 pixels in 52: two millimetres a pixel; (20 + 12) / 2 = 16.
    const canvas = planCanvas([extent(1, 80, 20)], 52)
    expect(canvas).toEqual({ spacingMm: side(2, 2), size: side(56, 16) })
  })

  it('takes whole slices of volumes without a class', () => {
    const canvas = planCanvas([{ stored: side(20, 12), spacingMm: side(1, 1), box: null }], 96)
    expect(canvas.size).toEqual(side(32, 24))
  })
})

describe('placeCanvas', () => {
  it('lays the middle of the canvas on the middle of what is annotated', () => {
    const canvas = { spacingMm: side(2, 1), size: side(8, 8) }
    const place = placeCanvas(canvas, {
      stored: side(40, 40),
      spacingMm: side(1, 1),
      box: { left: 10, top: 20, width: 5, height: 4 },
    })
    // The box's middle is at (12, 21.5); half of seven canvas pixels before it is the first: 7 of two, 3.5 of one stored pixel.
    expect(place).toMatchObject({ first: side(5, 18), step: side(2, 1) })
  })
})

describe('toCanvas', () => {
  const slice = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)

  it('of the same spacing is the same', () => {
    expect([...toCanvas(slice, onto(side(4, 4), 1, side(4, 4)))]).toEqual([...slice])
  })

  it('takes the mean of the pixels that a coarser one covers', () => {
    // (1 + 2 + 5 + 6) / 4 and so on
    expect([...toCanvas(slice, onto(side(4, 4), 2, side(2, 2)))]).toEqual([3.5, 5.5, 11.5, 13.5])
  })

  it('goes on with the border beyond the slice', () => {
    const place = { ...onto(side(2, 2), 1, side(4, 2)), first: side(-1, 0) }
    expect([...toCanvas(Float32Array.of(1, 2, 3, 4), place)]).toEqual([1, 1, 2, 2, 3, 3, 4, 4])
  })

  it('is linear between pixel centres', () => {
    const place = { ...onto(side(2, 1), 1, side(2, 1)), first: side(0.25, 0), step: side(0.5, 1) }
    expect([...toCanvas(Float32Array.of(4, 8), place)]).toEqual([5, 7])
  })
})

describe('labelsToCanvas', () => {
  it('takes the nearest label and knows nothing beyond the slice', () => {
    const place = { ...onto(side(2, 2), 1, side(3, 3)), first: side(-1, 0) }
    expect([...labelsToCanvas(Uint8Array.of(1, 2, 3, 0), place)]).toEqual([255, 1, 2, 255, 3, 0, 255, 255, 255])
  })
})

describe('footprintOf', () => {
  it('is the stored pixels that the canvas covers', () => {
    // Two canvas pixels of two stored ones each, from stored pixel 4 on.
    const place = { ...onto(side(20, 20), 2, side(2, 2)), first: side(4.5, 4.5) }
    expect(footprintOf(place)).toEqual({ left: 4, top: 4, width: 4, height: 4 })
  })

  it('ends with the slice', () => {
    const place = { ...onto(side(3, 20), 1, side(8, 8)), first: side(-2, 17) }
    expect(footprintOf(place)).toEqual({ left: 0, top: 17, width: 3, height: 3 })
  })
})

describe('fromCanvas', () => {
  it('brings values of the same spacing back as they were, channel by channel', () => {
    const place = onto(side(2, 2), 1, side(2, 2))
    const values = Float32Array.of(1, -1, 2, -2, 3, -3, 4, -4)
    expect([...fromCanvas({ values, channelCount: 2, place, box: footprintOf(place) })]).toEqual([...values])
  })

  it('is linear between the pixels of a coarser canvas, and the same beyond their centres', () => {
    const place = onto(side(4, 1), 2, side(2, 1))
    const box = { left: 0, top: 0, width: 4, height: 1 }
    // Canvas pixels lie at 0.5 and 2.5.
    expect([...fromCanvas({ values: Float32Array.of(0, 8), channelCount: 1, place, box })]).toEqual([0, 2, 6, 8])
  })
})
