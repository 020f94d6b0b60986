import type { SliceAxis } from '../../../domain/volume/slices'
import type { Volume } from '../../../domain/volume/Volume'
import type { SliceCorrespondence } from './SliceCorrespondence'

/** What has to be the same for features and programs to serve again. */
export interface CorrespondenceKey {
  readonly image: Volume
  readonly axis: SliceAxis
  readonly classCount: number
  readonly displacementSd: number
}

/**
 * Keeps the correspondence of the volume that was propagated last: who leaves out one key slice after the other propagates the same volume many
 * times, and its slices need not go through the network each time. One volume at most; whoever makes the keeper closes it.
 */
export class CorrespondenceKeeper {
  private readonly create: (key: CorrespondenceKey) => Promise<SliceCorrespondence>
  private idle: { readonly key: CorrespondenceKey; readonly correspondence: SliceCorrespondence } | null = null
  private isClosed = false

  constructor(create: (key: CorrespondenceKey) => Promise<SliceCorrespondence>) {
    this.create = create
  }

  /** For one user at a time, until it is given back. */
  async take(key: CorrespondenceKey): Promise<SliceCorrespondence> {
    const idle = this.idle
    this.idle = null
    if (idle !== null && isSameKey(idle.key, key)) return idle.correspondence
    await idle?.correspondence.dispose()
    return this.create(key)
  }

  async giveBack(key: CorrespondenceKey, correspondence: SliceCorrespondence): Promise<void> {
    const before = this.idle
    this.idle = this.isClosed ? null : { key, correspondence }
    await (this.isClosed ? correspondence : before?.correspondence)?.dispose()
  }

  async close(): Promise<void> {
    this.isClosed = true
    const idle = this.idle
    this.idle = null
    await idle?.correspondence.dispose()
  }
}

function isSameKey(a: CorrespondenceKey, b: CorrespondenceKey): boolean {
  return (
    a.image === b.image && a.axis === b.axis && a.classCount === b.classCount && a.displacementSd === b.displacementSd
  )
}
