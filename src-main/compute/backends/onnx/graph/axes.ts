/** Which logical axis each physical axis holds: physical axis p holds logical axis `order[p]`. */
export type AxisOrder = readonly number[]

export function range(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index)
}

export function filled<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value)
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a * b, 1)
}

export function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}

/** TensorFlow.js's own order: memory as the logical shape says, channels last. */
export function logicalOrder(rank: number): AxisOrder {
  return range(rank)
}

/** The order ONNX wants images in: [batch, channel, …space] for logical [batch, …space, channel]. */
export function channelsFirst(rank: number): AxisOrder {
  return rank < 4 ? range(rank) : [0, rank - 1, ...range(rank - 2, 1)]
}

/** The order ONNX wants filters in: [out, in, …taps] for logical [...taps, in, out]. */
export function filterOrder(rank: number): AxisOrder {
  return [rank - 1, rank - 2, ...range(rank - 2)]
}

/** The sizes of `shape` in physical order. */
export function permuted(shape: readonly number[], order: AxisOrder): number[] {
  return order.map((axis) => shape[axis])
}

/** The logical shape of something whose physical sizes are `dims`. */
export function unpermuted(dims: readonly number[], order: AxisOrder): number[] {
  const shape = filled(order.length, 0)
  order.forEach((axis, physical) => (shape[axis] = dims[physical]))
  return shape
}

/**
 * Copies a row-major array of logical `shape` into physical order; returns `data` itself where that is the same.
 */
export function toPhysical<A extends Float32Array | Int32Array | Uint8Array>(
  data: A,
  shape: readonly number[],
  order: AxisOrder,
): A {
  const isLarge = (axis: number) => shape[axis] > 1
  if (isSame(order.filter(isLarge), logicalOrder(shape.length).filter(isLarge))) return data
  const stride = shape.map((_, axis) => product(shape.slice(axis + 1)))
  const sizes = permuted(shape, order)
  const steps = order.map((axis) => stride[axis])
  const result = data.slice() as A
  const position = filled(sizes.length, 0)
  const last = sizes.length - 1
  let source = 0
  for (let target = 0; target < result.length; target++) {
    result[target] = data[source]
    for (let axis = last; axis >= 0; axis--) {
      source += steps[axis]
      if (++position[axis] < sizes[axis]) break
      source -= steps[axis] * sizes[axis]
      position[axis] = 0
    }
  }
  return result
}

/** The reverse of `toPhysical`: physical memory to row-major logical memory. */
export function toLogical<A extends Float32Array | Int32Array | Uint8Array>(
  data: A,
  shape: readonly number[],
  order: AxisOrder,
): A {
  const inverse = logicalOrder(order.length).map((axis) => order.indexOf(axis))
  return toPhysical(data, permuted(shape, order), inverse)
}
