import { describe, expect, it } from 'vitest'
import type { Geometry } from '../../../src-main/domain/volume/geometry'
import { missingAreas } from '../../../src-renderer/viewer/missingAreas'
import {
  fitMmPerPixel,
  screenToWorldMm,
  worldToScreen,
  zoomAt,
  type PaneView,
} from '../../../src-renderer/viewer/paneView'
import { scaleBar } from '../../../src-renderer/viewer/scaleBar'
import { slicePlane } from '../../../src-renderer/viewer/slicePlanes'

const geometry: Geometry = {
  size: [10, 10, 20],
  spacingMm: [1, 1, 1],
  originMm: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
}
const view = (pane: 'axial' | 'coronal'): PaneView => ({
  plane: slicePlane({ geometry, pane, convention: 'radiological' }),
  centreMm: [5, 5, 10],
  mmPerPixel: 0.5,
  widthPixels: 100,
  heightPixels: 60,
})

describe('paneView', () => {
  it('half a millimetre a pixel: ten pixels right and four up of the middle', () => {
    expect(worldToScreen(view('axial'), [10, 3, 10])).toEqual([60, 26])
    expect(screenToWorldMm(view('axial'), [60, 26])).toEqual([10, 3, 10])
  })

  it('zooming keeps the point under the cursor where it is', () => {
    const zoomed = zoomAt(view('axial'), [80, 10], 2)
    expect(zoomed.mmPerPixel).toBe(0.25)
    expect(screenToWorldMm(zoomed, [80, 10])).toEqual(screenToWorldMm(view('axial'), [80, 10]))
  })

  it('fits the longer side, with a margin', () => {
    const { plane } = view('coronal')
    const pointsMm = [
      [0, 0, 0],
      [10, 10, 20],
    ] as const
    expect(fitMmPerPixel({ plane, pointsMm, widthPixels: 100, heightPixels: 100 })).toBeCloseTo(20 / 88)
  })
})

describe('missingAreas', () => {
  it('hides the whole slice until it has arrived, and of a pane across the slices only the rest', () => {
    const ask = (pane: 'axial' | 'coronal', arrived: { from: number; to: number } | null) =>
      missingAreas({ view: view(pane), geometry, focusVoxel: [5, 5, 10], arrived })
    expect(ask('axial', null)).toHaveLength(1)
    expect(ask('axial', { from: 10, to: 11 })).toHaveLength(0)
    expect(ask('axial', { from: 12, to: 20 })).toHaveLength(1)
    expect(ask('coronal', { from: 0, to: 20 })).toHaveLength(0)
    // Slices 0 to 4 are missing: they end half a voxel below slice 5, 11 pixels below the middle.
    const [area] = ask('coronal', { from: 5, to: 20 })
    expect(Math.min(...area.map(([, y]) => y))).toBe(30 + (10 - 4.5) / 0.5)
  })
})

describe('scaleBar', () => {
  it('has a round length that fits', () => {
    expect(scaleBar({ mmPerPixel: 0.5, widestPixels: 160 })).toEqual({ lengthPixels: 100, text: '5 cm' })
    expect(scaleBar({ mmPerPixel: 0.01, widestPixels: 160 })).toEqual({ lengthPixels: 100, text: '1 mm' })
    expect(scaleBar({ mmPerPixel: 0.03, widestPixels: 100 }).text).toBe('2 mm')
  })
})
