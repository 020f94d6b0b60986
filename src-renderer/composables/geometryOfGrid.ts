import type { OpenedVolume } from '../../src-main/contract/volumes'
import type { Geometry } from '../../src-main/domain/volume/geometry'

/** The grid as the contract sends it, whose direction is a plain list of nine. */
export function geometryOfGrid(grid: OpenedVolume['grid']): Geometry {
  const [a, b, c, d, e, f, g, h, i] = grid.direction
  return { size: grid.size, spacingMm: grid.spacingMm, originMm: grid.originMm, direction: [a, b, c, d, e, f, g, h, i] }
}
