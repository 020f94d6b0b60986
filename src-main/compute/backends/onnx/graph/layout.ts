import { channelsFirst, filled, isSame, permuted, range, toPhysical, unpermuted, type AxisOrder } from './axes'
import type { Graph, Raw } from './Graph'
import { expand, reshape, transpose } from './physical'
import type { Placement, Value } from './values'

/** The memory order a value has; for one that is still open, the order it would be given without another reason. */
export function orderOf(value: Value): AxisOrder {
  return (value.kind === 'recorded' ? value.placement?.order : undefined) ?? channelsFirst(value.shape.length)
}

/** True if a value can take any memory order at no cost. */
export function isOpen(value: Value): boolean {
  return value.kind !== 'recorded' || value.placement === null || value.shape.every((size) => size === 1)
}

/**
 * `value` in memory order `order`. Sizes of the result may be 1 where the logical size is n, and its rank may be 0:
 * operators that do not broadcast by themselves want `full`.
 */
export function placed(graph: Graph, value: Value, order: AxisOrder): Raw {
  switch (value.kind) {
    case 'uniform':
      return graph.scalar(value.fill, value.type)
    case 'host':
      return graph.constantOf(value.data, `${value.shape.join()} ${order.join()}`, () =>
        graph.constant(toPhysical(value.data, value.shape, order), permuted(value.shape, order), value.type),
      )
    case 'recorded': {
      const { raw, order: own } = (value.placement ??= { raw: value.build(order), order })
      return reordered(graph, raw, own, order)
    }
  }
}

/** `value` in memory order `order`, every broadcast carried out. */
export function full(graph: Graph, value: Value, order: AxisOrder): Raw {
  return expand(graph, placed(graph, value, order), permuted(value.shape, order))
}

/** `value` seen as one of a higher rank (leading axes of size 1 added), in memory order `order`. */
export function aligned(graph: Graph, value: Value, order: AxisOrder): Raw {
  const missing = order.length - value.shape.length
  if (missing === 0 || value.kind === 'uniform') return placed(graph, value, order)
  const own = value.shape.length === 0 ? [] : orderOf(value)
  const raw = placed(graph, value, own)
  if (own.length === 0) return raw
  const lifted = reshape(graph, raw, [...filled(missing, 1), ...raw.dims])
  return reordered(graph, lifted, [...range(missing), ...own.map((axis) => axis + missing)], order)
}

/** The placement of `value` in its own order, deciding it if need be. */
export function placementOf(graph: Graph, value: Value): Placement {
  const order = orderOf(value)
  return { raw: placed(graph, value, order), order }
}

function reordered(graph: Graph, raw: Raw, from: AxisOrder, to: AxisOrder): Raw {
  if (raw.dims.length === 0 || isSame(from, to)) return raw
  const sizes = unpermuted(raw.dims, from)
  const isLarge = (axis: number) => sizes[axis] > 1
  if (isSame(from.filter(isLarge), to.filter(isLarge))) return reshape(graph, raw, permuted(sizes, to))
  return transpose(
    graph,
    raw,
    to.map((axis) => from.indexOf(axis)),
  )
}
