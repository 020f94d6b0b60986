import { voxelToWorldMm, type Geometry, type Triple } from '../../src-main/domain/volume/geometry'

/** Triangles around the voxels of one label, in LPS millimetres. */
export interface LabelSurface {
  readonly label: number
  /** [vertex, xyz] */
  readonly positionsMm: Float32Array
  /** Outward unit normals, [vertex, xyz] */
  readonly normals: Float32Array
  /** [triangle, corner], counter-clockwise from outside */
  readonly triangles: Uint32Array
}

/** Larger boxes are looked at in steps of several voxels: a picture of a body needs no more triangles. */
const MOST_CELLS = 6e6
const SMOOTHING_ROUNDS = 30
/** Taubin (1995): a step in and a slightly larger one out smooth without shrinking. */
const STEP_IN = 0.5
const STEP_OUT = -0.53

/**
 * The surface of a label by naive surface nets (Gibson 1998): one vertex in each cell of eight voxels that the border runs
 * through, smoothed. Null where no voxel has the label.
 */
export function labelSurface(request: { labels: Uint8Array; geometry: Geometry; label: number }): LabelSurface | null {
  const { labels, geometry, label } = request
  const box = boundingBox(labels, geometry.size, label)
  if (box === null) return null
  const spans = box.high.map((high, axis) => high - box.low[axis] + 1)
  const step = Math.max(1, Math.ceil(Math.cbrt((spans[0] * spans[1] * spans[2]) / MOST_CELLS)))
  // One sample around the box on every side closes the surface.
  const [nx, ny, nz] = spans.map((span) => Math.ceil(span / step) + 2)
  const mask = new Uint8Array(nx * ny * nz)
  const [ni, nj] = geometry.size
  for (let z = 1; z < nz - 1; z++)
    for (let y = 1; y < ny - 1; y++)
      for (let x = 1; x < nx - 1; x++) {
        const i = Math.min(box.high[0], box.low[0] + (x - 1) * step)
        const j = Math.min(box.high[1], box.low[1] + (y - 1) * step)
        const k = Math.min(box.high[2], box.low[2] + (z - 1) * step)
        if (labels[i + ni * (j + nj * k)] === label) mask[x + nx * (y + ny * z)] = 1
      }
  const net = surfaceNet(mask, [nx, ny, nz])
  smoothInPlace(net.positions, net.neighbours)
  const positionsMm = new Float32Array(net.positions.length)
  for (let at = 0; at < positionsMm.length; at += 3) {
    const voxel = [0, 1, 2].map((axis) => box.low[axis] + (net.positions[at + axis] - 1) * step) as [
      number,
      number,
      number,
    ]
    positionsMm.set(voxelToWorldMm(geometry, voxel), at)
  }
  if (isLeftHanded(geometry)) turnTriangles(net.triangles)
  return { label, positionsMm, normals: vertexNormals(positionsMm, net.triangles), triangles: net.triangles }
}

function boundingBox(
  labels: Uint8Array,
  [ni, nj, nk]: Triple,
  label: number,
): { low: number[]; high: number[] } | null {
  const low = [ni, nj, nk]
  const high = [-1, -1, -1]
  for (let k = 0, row = 0; k < nk; k++)
    for (let j = 0; j < nj; j++, row += ni) {
      const line = labels.subarray(row, row + ni)
      const first = line.indexOf(label)
      if (first < 0) continue
      const last = line.lastIndexOf(label)
      low[0] = Math.min(low[0], first)
      high[0] = Math.max(high[0], last)
      low[1] = Math.min(low[1], j)
      high[1] = Math.max(high[1], j)
      low[2] = Math.min(low[2], k)
      high[2] = k
    }
  return high[0] < 0 ? null : { low, high }
}

/** Vertices in mask coordinates, triangles, and for each vertex the vertices it shares an edge of the net with. */
function surfaceNet(
  mask: Uint8Array,
  [nx, ny, nz]: readonly number[],
): { positions: Float32Array; triangles: Uint32Array; neighbours: number[][] } {
  const strides = [1, nx, nx * ny]
  const vertexOf = new Int32Array(mask.length).fill(-1)
  const positions: number[] = []
  for (let z = 0; z < nz - 1; z++)
    for (let y = 0; y < ny - 1; y++)
      for (let x = 0; x < nx - 1; x++) {
        const cell = x + strides[1] * y + strides[2] * z
        const place = meanCrossing(mask, strides, cell)
        if (place === null) continue
        vertexOf[cell] = positions.length / 3
        positions.push(x + place[0], y + place[1], z + place[2])
      }
  const triangles: number[] = []
  const neighbours: number[][] = Array.from({ length: positions.length / 3 }, () => [])
  // Around each voxel edge that the border crosses lie four cells: a square of the net.
  // The outermost samples are empty, so that no crossed edge lies in the outer faces, where cells would be missing.
  for (let z = 0; z < nz - 1; z++)
    for (let y = 0; y < ny - 1; y++)
      for (let x = 0; x < nx - 1; x++) {
        const at = x + strides[1] * y + strides[2] * z
        for (let axis = 0; axis < 3; axis++) {
          const next = at + strides[axis]
          if (mask[at] === mask[next]) continue
          const [u, v] = [strides[(axis + 1) % 3], strides[(axis + 2) % 3]]
          const square = [at - u - v, at - v, at, at - u].map((cell) => vertexOf[cell])
          if (mask[at] === 0) square.reverse()
          const [a, b, c, d] = square
          triangles.push(a, b, c, a, c, d)
          for (let corner = 0; corner < 4; corner++) {
            neighbours[square[corner]].push(square[(corner + 1) % 4])
            neighbours[square[(corner + 1) % 4]].push(square[corner])
          }
        }
      }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), neighbours }
}

/** Where the border crosses the twelve edges of a cell, on average; null where it does not. */
function meanCrossing(mask: Uint8Array, strides: readonly number[], cell: number): [number, number, number] | null {
  const sum: [number, number, number] = [0, 0, 0]
  let count = 0
  for (let axis = 0; axis < 3; axis++) {
    const [second, third] = [(axis + 1) % 3, (axis + 2) % 3]
    for (let side = 0; side < 4; side++) {
      const [b, c] = [side & 1, side >> 1]
      const from = cell + b * strides[second] + c * strides[third]
      if (mask[from] === mask[from + strides[axis]]) continue
      sum[axis] += 0.5
      sum[second] += b
      sum[third] += c
      count++
    }
  }
  return count === 0 ? null : [sum[0] / count, sum[1] / count, sum[2] / count]
}

function smoothInPlace(positions: Float32Array, neighbours: readonly number[][]): void {
  for (let round = 0; round < SMOOTHING_ROUNDS; round++)
    for (const step of [STEP_IN, STEP_OUT]) {
      const before = positions.slice()
      for (const [vertex, around] of neighbours.entries())
        for (let axis = 0; axis < 3; axis++) {
          let sum = 0
          for (const other of around) sum += before[3 * other + axis]
          const here = before[3 * vertex + axis]
          if (around.length > 0) positions[3 * vertex + axis] = here + step * (sum / around.length - here)
        }
    }
}

function isLeftHanded({ direction: d }: Geometry): boolean {
  return (
    d[0] * (d[4] * d[8] - d[5] * d[7]) - d[1] * (d[3] * d[8] - d[5] * d[6]) + d[2] * (d[3] * d[7] - d[4] * d[6]) < 0
  )
}

function turnTriangles(triangles: Uint32Array): void {
  for (let at = 0; at < triangles.length; at += 3) {
    const second = triangles[at + 1]
    triangles[at + 1] = triangles[at + 2]
    triangles[at + 2] = second
  }
}

function vertexNormals(positions: Float32Array, triangles: Uint32Array): Float32Array {
  const normals = new Float32Array(positions.length)
  const edge = (from: number, to: number, axis: number) => positions[3 * to + axis] - positions[3 * from + axis]
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [triangles[at], triangles[at + 1], triangles[at + 2]]
    for (let axis = 0; axis < 3; axis++) {
      const [u, v] = [(axis + 1) % 3, (axis + 2) % 3]
      // The cross product is as long as the triangle is large, so that large triangles count for more.
      const component = edge(a, b, u) * edge(a, c, v) - edge(a, b, v) * edge(a, c, u)
      for (const vertex of [a, b, c]) normals[3 * vertex + axis] += component
    }
  }
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at], normals[at + 1], normals[at + 2]) || 1
    for (let axis = 0; axis < 3; axis++) normals[at + axis] /= length
  }
  return normals
}
