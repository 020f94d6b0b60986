import type { SlicePreview } from '../../contract/volumes'
import type { BulkStore } from './BulkStore'

/** At 128 × 128 pixels with labels about 60 MB. */
const DEFAULT_CAPACITY = 2000

/** Small pictures under /bulk/, a bounded number of them: those asked for longest ago make room. */
export class PreviewShelf {
  private readonly bulk: BulkStore
  private readonly capacity: number
  private readonly previews = new Map<string, SlicePreview>()

  constructor({ bulk, capacity = DEFAULT_CAPACITY }: { bulk: BulkStore; capacity?: number }) {
    this.bulk = bulk
    this.capacity = capacity
  }

  find(key: string): SlicePreview | null {
    const preview = this.previews.get(key)
    if (preview === undefined) return null
    this.previews.delete(key)
    this.previews.set(key, preview)
    return preview
  }

  /** @param pictures grey values, and classes where there are any to show */
  add(
    key: string,
    facts: Omit<SlicePreview, 'url' | 'labelUrl'>,
    pictures: { grey: Uint8Array; labels: Uint8Array | null },
  ): SlicePreview {
    const { grey, labels } = pictures
    const preview = { ...facts, url: this.publish(grey), labelUrl: labels === null ? null : this.publish(labels) }
    this.previews.set(key, preview)
    for (const [oldKey, old] of this.previews) {
      if (this.previews.size <= this.capacity) break
      this.bulk.withdraw(old.url)
      if (old.labelUrl !== null) this.bulk.withdraw(old.labelUrl)
      this.previews.delete(oldKey)
    }
    return preview
  }

  private publish(bytes: Uint8Array): string {
    return this.bulk.publish({
      byteLength: bytes.length,
      read: ({ offsetBytes, lengthBytes }) => Promise.resolve(bytes.subarray(offsetBytes, offsetBytes + lengthBytes)),
    })
  }
}
