import type { PlaneSize } from './resamplePlane'

/** Masks are `[height, width]`, 1 inside and 0 outside; neighbours are the four that share an edge. None changes its input. */

/** What lies within `steps` steps of the mask. */
export function dilated(mask: Uint8Array, size: PlaneSize, steps: number): Uint8Array {
  let current = mask
  for (let step = 0; step < steps; step++) {
    const next = current.slice()
    for (let at = 0; at < current.length; at++)
      if (current[at] === 1) spread(at, size, (neighbour) => (next[neighbour] = 1))
    current = next
  }
  return current
}

/** What is farther than `steps` steps from everything outside the mask; beyond the border counts as inside. */
export function eroded(mask: Uint8Array, size: PlaneSize, steps: number): Uint8Array {
  const outside = dilated(
    mask.map((inside) => 1 - inside),
    size,
    steps,
  )
  return outside.map((isOutside) => 1 - isOutside)
}

/** Narrow gaps become part of the mask: dilated, then eroded, on a plane that goes on beyond the border. */
export function closed(mask: Uint8Array, size: PlaneSize, steps: number): Uint8Array {
  const larger = { width: size.width + 2 * steps, height: size.height + 2 * steps }
  const at = (row: number) => (row + steps) * larger.width + steps
  const padded = new Uint8Array(larger.width * larger.height)
  for (let row = 0; row < size.height; row++)
    padded.set(mask.subarray(row * size.width, (row + 1) * size.width), at(row))
  const result = eroded(dilated(padded, larger, steps), larger, steps)
  const cropped = new Uint8Array(mask.length)
  for (let row = 0; row < size.height; row++)
    cropped.set(result.subarray(at(row), at(row) + size.width), row * size.width)
  return cropped
}

/** Whatever the outside cannot reach from the border becomes part of the mask. */
export function withoutHoles(mask: Uint8Array, size: PlaneSize): Uint8Array {
  const { width, height } = size
  const isReached = new Uint8Array(mask.length)
  const queue: number[] = []
  const visit = (at: number) => {
    if (mask[at] === 1 || isReached[at] === 1) return
    isReached[at] = 1
    queue.push(at)
  }
  for (let column = 0; column < width; column++) [column, (height - 1) * width + column].forEach(visit)
  for (let row = 0; row < height; row++) [row * width, (row + 1) * width - 1].forEach(visit)
  for (let head = 0; head < queue.length; head++) spread(queue[head], size, visit)
  return isReached.map((outside) => 1 - outside)
}

function spread(at: number, { width, height }: PlaneSize, visit: (neighbour: number) => void): void {
  const column = at % width
  const row = (at - column) / width
  if (column > 0) visit(at - 1)
  if (column < width - 1) visit(at + 1)
  if (row > 0) visit(at - width)
  if (row < height - 1) visit(at + width)
}
