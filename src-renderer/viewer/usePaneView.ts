import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { voxelToWorldMm, type Geometry, type Triple } from '../../src-main/domain/volume/geometry'
import { fitMmPerPixel, zoomAt, type PaneView, type ScreenPoint } from './paneView'
import { middleVoxel, volumeCornersMm, type SlicePlane } from './slicePlanes'
import { add, dot, scale, subtract } from './vectors'

export interface PaneSize {
  readonly widthPixels: number
  readonly heightPixels: number
}

/** Zoom and pan of one pane over the slice through `focusVoxel`. Fitted to the pane until somebody zooms or pans. */
export function usePaneView(request: {
  geometry: () => Geometry
  plane: () => SlicePlane
  focusVoxel: () => Triple
  size: () => PaneSize | null
}): {
  view: ComputedRef<PaneView | null>
  zoom(anchor: ScreenPoint, factor: number): void
  pan(byPixels: ScreenPoint): void
  fit(): void
} {
  const chosen = shallowRef<{ centreMm: Triple; mmPerPixel: number } | null>(null)
  watch(request.geometry, () => (chosen.value = null))

  const view = computed<PaneView | null>(() => {
    const size = request.size()
    if (size === null) return null
    const plane = request.plane()
    const geometry = request.geometry()
    const fitted = () => ({
      centreMm: voxelToWorldMm(geometry, geometry.size.map((n) => (n - 1) / 2) as [number, number, number]),
      mmPerPixel: fitMmPerPixel({ plane, pointsMm: volumeCornersMm(geometry), ...size }),
    })
    const { centreMm, mmPerPixel } = chosen.value ?? fitted()
    // The slice through the focus, whatever slice the centre was chosen on.
    const slice = middleVoxel(geometry)
    slice[plane.voxelAxis] = request.focusVoxel()[plane.voxelAxis]
    const offSlice = dot(subtract(voxelToWorldMm(geometry, slice), centreMm), plane.towardViewer)
    return { plane, centreMm: add(centreMm, scale(plane.towardViewer, offSlice)), mmPerPixel, ...size }
  })

  const choose = (next: PaneView) => (chosen.value = { centreMm: next.centreMm, mmPerPixel: next.mmPerPixel })
  return {
    view,
    zoom(anchor, factor) {
      if (view.value !== null) choose(zoomAt(view.value, anchor, factor))
    },
    pan([right, down]) {
      const { value } = view
      if (value === null) return
      const { plane, mmPerPixel } = value
      const moved = add(scale(plane.right, -right * mmPerPixel), scale(plane.up, down * mmPerPixel))
      choose({ ...value, centreMm: add(value.centreMm, moved) })
    },
    fit() {
      chosen.value = null
    },
  }
}
