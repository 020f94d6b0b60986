import { voxelToWorldMm, type Geometry, type Triple } from '../../src-main/domain/volume/geometry'
import { anatomicalAxes } from '../../src-main/domain/volume/orientation'
import { SLICE_AXES, type SliceAxis } from '../../src-main/domain/volume/slices'
import { cross, dot, normalise, scale } from './vectors'
import type { DisplayConvention, SlicePaneName } from './paneNames'

/**
 * How a pane cuts the volume and how it is turned. All three vectors are unit vectors in LPS: `right` and `up` as on the
 * screen, `towardViewer` out of it (what Cornerstone calls the view plane normal).
 */
export interface SlicePlane {
  readonly pane: SlicePaneName
  readonly right: Triple
  readonly up: Triple
  readonly towardViewer: Triple
  /** The voxel axis (0 = i, 1 = j, 2 = k) that runs through the pane: slices are counted along it. */
  readonly voxelAxis: 0 | 1 | 2
  /** How far the pane is turned from the true anatomical plane; 0 for an upright acquisition. */
  readonly tiltDegrees: number
}

/** What is right and up on the screen, in signed axes of LPS, when the patient is looked at from the feet, the left and the front. */
const RADIOLOGICAL: Record<SlicePaneName, { right: Triple; up: Triple; across: 0 | 1 | 2 }> = {
  axial: { right: [1, 0, 0], up: [0, -1, 0], across: 2 },
  sagittal: { right: [0, 1, 0], up: [0, 0, 1], across: 0 },
  coronal: { right: [1, 0, 0], up: [0, 0, 1], across: 1 },
}

/**
 * The axial, sagittal or coronal plane that the stored voxels come closest to. An oblique acquisition is shown along its own
 * rows, columns and slices, so that a slice on screen is a slice that was stored (and annotated), never a blend of several.
 * In neurological convention the axial and coronal pane are seen from the head and from behind: patient left on screen left.
 */
export function slicePlane(request: {
  geometry: Pick<Geometry, 'direction'>
  pane: SlicePaneName
  convention: DisplayConvention
}): SlicePlane {
  const { geometry, pane, convention } = request
  const { spaceAxes, signs } = anatomicalAxes(geometry)
  /** The voxel axis along a space axis, turned to run the way the space axis does. */
  const along = (space: number): Triple => {
    const voxel = spaceAxes.indexOf(space)
    const d = geometry.direction
    return scale([d[voxel], d[3 + voxel], d[6 + voxel]], signs[voxel])
  }
  const inGrid = (v: Triple): Triple => {
    const space = v.findIndex((each) => each !== 0)
    return scale(along(space), v[space])
  }
  const { right, up, across } = RADIOLOGICAL[pane]
  const isMirrored = convention === 'neurological' && pane !== 'sagittal'
  const rightInGrid = scale(normalise(inGrid(right)), isMirrored ? -1 : 1)
  // With a tilted gantry rows and columns need not be square to each other: the screen's are.
  const towardViewer = normalise(cross(rightInGrid, inGrid(up)))
  const upOnScreen = normalise(cross(towardViewer, rightInGrid))
  const anatomicalNormal: Triple = [across === 0 ? 1 : 0, across === 1 ? 1 : 0, across === 2 ? 1 : 0]
  const cosine = Math.min(1, Math.abs(dot(towardViewer, anatomicalNormal)))
  return {
    pane,
    right: rightInGrid,
    up: upOnScreen,
    towardViewer,
    voxelAxis: spaceAxes.indexOf(across) as 0 | 1 | 2,
    tiltDegrees: (Math.acos(cosine) * 180) / Math.PI,
  }
}

/** The pane that shows the slices of a stored axis whole. */
export function paneOfAxis(geometry: Pick<Geometry, 'direction'>, axis: SliceAxis): SlicePaneName {
  const space = anatomicalAxes(geometry).spaceAxes[SLICE_AXES.indexOf(axis)]
  return space === 2 ? 'axial' : space === 1 ? 'coronal' : 'sagittal'
}

const ENDS = [
  ['L', 'R'],
  ['P', 'A'],
  ['H', 'F'],
] as const

/** A direction this close to an anatomical axis (about 11°) is named by that axis alone. */
const SECOND_LETTER_FROM = 0.2

/** One or two letters (L R, P A, H F: DICOM's) saying where a direction in LPS points, the stronger first. */
export function directionLetters(direction: Triple): string {
  const unit = normalise(direction)
  return [0, 1, 2]
    .sort((a, b) => Math.abs(unit[b]) - Math.abs(unit[a]))
    .slice(0, 2)
    .filter((axis, rank) => rank === 0 || Math.abs(unit[axis]) >= SECOND_LETTER_FROM)
    .map((axis) => ENDS[axis][unit[axis] > 0 ? 0 : 1])
    .join('')
}

/** The voxel index, with fractions, of a point in LPS millimetres. */
export function worldToVoxel(geometry: Geometry, worldMm: Triple): [number, number, number] {
  const { direction: d, spacingMm, originMm } = geometry
  const offset: Triple = [worldMm[0] - originMm[0], worldMm[1] - originMm[1], worldMm[2] - originMm[2]]
  const axes: Triple[] = [0, 1, 2].map((axis) => [d[axis], d[3 + axis], d[6 + axis]])
  // Cramer's rule, so that grids with a shear come out right too.
  const determinant = dot(axes[0], cross(axes[1], axes[2]))
  return [0, 1, 2].map(
    (axis) => dot(offset, cross(axes[(axis + 1) % 3], axes[(axis + 2) % 3])) / determinant / spacingMm[axis],
  ) as [number, number, number]
}

/** The nearest voxel that exists. */
export function clampVoxel(geometry: Geometry, voxel: Triple): [number, number, number] {
  return voxel.map((each, axis) => Math.min(geometry.size[axis] - 1, Math.max(0, Math.round(each)))) as [
    number,
    number,
    number,
  ]
}

/** The middle of the volume as a voxel that exists. */
export function middleVoxel(geometry: Geometry): [number, number, number] {
  return clampVoxel(geometry, geometry.size.map((n) => Math.floor(n / 2)) as [number, number, number])
}

/** Corners of the volume (outer faces of the outermost voxels) in LPS millimetres. */
export function volumeCornersMm(geometry: Geometry): Triple[] {
  const ends = geometry.size.map((n) => [-0.5, n - 0.5])
  return ends[2].flatMap((k) => ends[1].flatMap((j) => ends[0].map((i) => voxelToWorldMm(geometry, [i, j, k]))))
}
