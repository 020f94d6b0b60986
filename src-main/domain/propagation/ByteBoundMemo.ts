/** Remembers what was made, until together it is larger than a bound; then what was not asked for the longest goes first. */
export class ByteBoundMemo<Key, Value> {
  private readonly kept = new Map<Key, { readonly value: Value; readonly bytes: number }>()
  private keptBytes = 0
  private readonly limitBytes: number
  private readonly bytesOf: (value: Value) => number

  /** @param options.bytesOf of a value that was just made */
  constructor(options: { readonly limitBytes: number; readonly bytesOf: (value: Value) => number }) {
    this.limitBytes = options.limitBytes
    this.bytesOf = options.bytesOf
  }

  /** The value kept under `key`, or else what `make` makes, which is kept whatever its size until something else is. */
  get(key: Key, make: () => Value): Value {
    const found = this.kept.get(key)
    if (found !== undefined) {
      // The one used last goes to the end.
      this.kept.delete(key)
      this.kept.set(key, found)
      return found.value
    }
    const value = make()
    const bytes = this.bytesOf(value)
    for (const [oldest, entry] of this.kept) {
      if (this.keptBytes + bytes <= this.limitBytes) break
      this.kept.delete(oldest)
      this.keptBytes -= entry.bytes
    }
    this.kept.set(key, { value, bytes })
    this.keptBytes += bytes
    return value
  }
}
