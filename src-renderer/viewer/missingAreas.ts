import { voxelToWorldMm, type Geometry, type Triple } from '../../src-main/domain/volume/geometry'
import { worldToScreen, type PaneView, type ScreenPoint } from './paneView'

/**
 * Outlines on screen of the part of a slice whose voxels have not arrived yet, so that nobody takes it for dark tissue.
 * @param arrived k-slices that are there, `[from, to)`; null: none
 */
export function missingAreas(request: {
  view: PaneView
  geometry: Geometry
  focusVoxel: Triple
  arrived: { from: number; to: number } | null
}): ScreenPoint[][] {
  const { view, geometry, focusVoxel, arrived } = request
  const across = view.plane.voxelAxis
  const sliceCount = geometry.size[2]
  const gaps =
    arrived === null
      ? [[0, sliceCount]]
      : [
          [0, arrived.from],
          [arrived.to, sliceCount],
        ]
  const [first, second] = [0, 1, 2].filter((axis) => axis !== across)
  const corner = (a: number, b: number): ScreenPoint => {
    const voxel: [number, number, number] = [focusVoxel[0], focusVoxel[1], focusVoxel[2]]
    voxel[first] = a
    voxel[second] = b
    return worldToScreen(view, voxelToWorldMm(geometry, voxel))
  }
  return gaps
    .filter(([from, to]) => to > from && (across !== 2 || (focusVoxel[2] >= from && focusVoxel[2] < to)))
    .map(([from, to]) => {
      // k, where it runs within the pane, is always the second axis.
      const [low, high] = across === 2 ? [0, geometry.size[second]] : [from, to]
      const [left, right] = [-0.5, geometry.size[first] - 0.5]
      return [corner(left, low - 0.5), corner(right, low - 0.5), corner(right, high - 0.5), corner(left, high - 0.5)]
    })
}
