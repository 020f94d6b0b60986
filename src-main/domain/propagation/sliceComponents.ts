import type { SliceBox } from './signedDistancesMm'

/** A connected region of one slice. */
export interface SliceComponent {
  /** Its voxels, row-major indices into the slice, ascending. */
  readonly voxels: Int32Array
  readonly box: SliceBox
  /** Centre of mass in voxels. */
  readonly centre: SliceCentre
}

interface SliceCentre {
  readonly column: number
  readonly row: number
}

/**
 * The 8-connected regions of a slice where `isInside` holds, in the order of their first voxel.
 *
 * @param slice `[height, width]`
 */
export function sliceComponents(options: {
  readonly slice: Uint8Array
  readonly width: number
  readonly isInside: (label: number) => boolean
}): SliceComponent[] {
  const { slice, width, isInside } = options
  const isIn = Uint8Array.from({ length: 256 }, (_, label) => (isInside(label) ? 1 : 0))
  const isSeen = new Uint8Array(slice.length)
  const stack: number[] = []
  const components: SliceComponent[] = []
  for (let first = 0; first < slice.length; first++) {
    if (isSeen[first] !== 0 || isIn[slice[first]] === 0) continue
    isSeen[first] = 1
    stack.push(first)
    const voxels: number[] = []
    while (stack.length > 0) {
      const at = stack.pop() as number
      voxels.push(at)
      const column = at % width
      for (let rowStep = -width; rowStep <= width; rowStep += width)
        for (let step = column === 0 ? 0 : -1; step <= (column === width - 1 ? 0 : 1); step++) {
          const next = at + rowStep + step
          if (next < 0 || next >= slice.length || isSeen[next] !== 0 || isIn[slice[next]] === 0) continue
          isSeen[next] = 1
          stack.push(next)
        }
    }
    components.push(componentOf(Int32Array.from(voxels).sort(), width))
  }
  return components
}

/** Several components taken as one. */
export function unitedComponents(components: readonly SliceComponent[], width: number): SliceComponent {
  if (components.length === 1) return components[0]
  const voxels = new Int32Array(components.reduce((sum, each) => sum + each.voxels.length, 0))
  let at = 0
  for (const each of components) {
    voxels.set(each.voxels, at)
    at += each.voxels.length
  }
  return componentOf(voxels.sort(), width)
}

function componentOf(voxels: Int32Array, width: number): SliceComponent {
  let [left, right, columns, rows] = [width, -1, 0, 0]
  for (const at of voxels) {
    const column = at % width
    if (column < left) left = column
    if (column > right) right = column
    columns += column
    rows += (at - column) / width
  }
  const top = Math.floor(voxels[0] / width)
  const bottom = Math.floor(voxels[voxels.length - 1] / width)
  const box = { left, top, width: right + 1 - left, height: bottom + 1 - top }
  return { voxels, box, centre: { column: columns / voxels.length, row: rows / voxels.length } }
}
