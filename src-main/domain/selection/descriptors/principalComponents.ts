import type { SliceDescriptors } from './SliceDescriptors'

/** Jacobi converges quadratically: about ten sweeps are enough for any matrix that occurs. */
const MAXIMUM_SWEEPS = 30
const TOLERANCE = 1e-20

/** Jacobi's time grows with the cube: of a longer volume the directions come from this many slices, evenly spread. */
const MAXIMUM_FITTED = 192

/**
 * Scores of the first principal components: the rows, centred, along the directions in which they differ most. Of fewer rows than
 * components there are fewer. The sign of a component is such that its largest score (of equal ones the first) is positive. Of more
 * than 192 rows, mean and directions are those of 192 evenly spread ones.
 * @param rows `[N, d]`
 * @returns `[N, min(componentCount, N, d)]`
 */
export function principalComponents({
  rows,
  componentCount,
}: {
  rows: SliceDescriptors
  componentCount: number
}): SliceDescriptors {
  const { sliceCount, dimension: d } = rows
  const n = Math.min(sliceCount, MAXIMUM_FITTED)
  const fitted = Array.from({ length: n }, (_, at) => Math.floor(((at + 0.5) * sliceCount) / n))
  const centred = centre(rows, fitted)
  const sample = new Float64Array(n * d)
  fitted.forEach((row, at) => sample.set(centred.subarray(row * d, (row + 1) * d), at * d))
  const { values, vectors } = symmetricEigen(gramMatrix(sample, n, d), n)
  const order = Array.from(values, (_, at) => at).sort((a, b) => values[b] - values[a] || a - b)
  const dimension = Math.min(componentCount, n, d)
  const data = new Float32Array(sliceCount * dimension)
  order.slice(0, dimension).forEach((column, component) => {
    // Below rounding there is no direction.
    if (values[column] <= 1e-12 * values[order[0]]) return
    const scores = scoresAlong({ centred, sample, weights: vectors, column, n, d })
    const largest = scores.reduce(
      (best, score, row) => (Math.abs(score) > Math.abs(scores[best]) * (1 + 1e-9) ? row : best),
      0,
    )
    const sign = scores[largest] < 0 ? -1 : 1
    scores.forEach((score, row) => (data[row * dimension + component] = sign * score))
  })
  return { data, sliceCount, dimension }
}

/** Scores of all rows along the direction that an eigenvector of the sample's Gram matrix stands for. */
function scoresAlong({
  centred,
  sample,
  weights,
  column,
  n,
  d,
}: {
  centred: Float64Array
  sample: Float64Array
  weights: Float64Array
  column: number
  n: number
  d: number
}): Float64Array {
  const direction = new Float64Array(d)
  for (let row = 0; row < n; row++)
    for (let at = 0; at < d; at++) direction[at] += weights[row * n + column] * sample[row * d + at]
  const norm = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0))
  return Float64Array.from({ length: centred.length / d }, (_, row) => {
    let sum = 0
    for (let at = 0; at < d; at++) sum += centred[row * d + at] * direction[at]
    return sum / norm
  })
}

function centre({ data, dimension: d }: SliceDescriptors, fitted: readonly number[]): Float64Array {
  const result = Float64Array.from(data)
  for (let column = 0; column < d; column++) {
    const mean = fitted.reduce((sum, row) => sum + data[row * d + column], 0) / fitted.length
    for (let at = column; at < result.length; at += d) result[at] -= mean
  }
  return result
}

function gramMatrix(rows: Float64Array, n: number, d: number): Float64Array {
  const gram = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let at = 0; at < d; at++) sum += rows[i * d + at] * rows[j * d + at]
      gram[i * n + j] = sum
      gram[j * n + i] = sum
    }
  return gram
}

/**
 * Cyclic Jacobi (Golub & Van Loan, 8.5): plain, exact to rounding, the same on every machine.
 * @returns eigenvalues, and eigenvectors as the columns of an n × n matrix
 */
function symmetricEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice()
  const vectors = new Float64Array(n * n)
  for (let at = 0; at < n; at++) vectors[at * n + at] = 1
  const total = a.reduce((sum, value) => sum + value * value, 0)
  for (let sweep = 0; sweep < MAXIMUM_SWEEPS && offDiagonal(a, n) > TOLERANCE * total; sweep++)
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q]
        if (apq === 0) continue
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq)
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
        const c = 1 / Math.sqrt(t * t + 1)
        const s = t * c
        for (let k = 0; k < n; k++) rotateInPlace(a, k * n + p, k * n + q, c, s)
        for (let k = 0; k < n; k++) rotateInPlace(a, p * n + k, q * n + k, c, s)
        for (let k = 0; k < n; k++) rotateInPlace(vectors, k * n + p, k * n + q, c, s)
      }
  return { values: Float64Array.from({ length: n }, (_, at) => a[at * n + at]), vectors }
}

function rotateInPlace(values: Float64Array, p: number, q: number, c: number, s: number): void {
  const [x, y] = [values[p], values[q]]
  values[p] = c * x - s * y
  values[q] = s * x + c * y
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += 2 * a[i * n + j] ** 2
  return sum
}
