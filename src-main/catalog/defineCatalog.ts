import { SlicewrightError } from '../domain/errors'

/** One family of interchangeable parts: an ordered list, found by id. */
export interface Catalog<Entry extends { readonly id: string }> {
  readonly family: string
  readonly entries: readonly Entry[]
  readonly ids: readonly string[]
  /** @throws SlicewrightError UNKNOWN_ID, listing the known ids */
  get(id: string): Entry
}

/** @throws Error if two entries share an id: a programming mistake, found at start. */
export function defineCatalog<Entry extends { readonly id: string }>(
  family: string,
  entries: readonly Entry[],
): Catalog<Entry> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  if (byId.size !== entries.length) throw new Error(`The catalog of ${family} entries has a double id.`)
  const ids = [...byId.keys()]
  return {
    family,
    entries,
    ids,
    get(id) {
      const entry = byId.get(id)
      if (entry === undefined)
        throw new SlicewrightError('UNKNOWN_ID', `Unknown ${family} "${id}". Known: ${ids.join(', ')}.`, {
          details: { family, found: id, allowed: ids },
        })
      return entry
    },
  }
}
