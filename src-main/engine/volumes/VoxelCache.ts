import type { VoxelStream } from '../../io/formats/VoxelStream'
import { DecodingBuffer } from './DecodingBuffer'
import { DirectVoxels } from './DirectVoxels'
import type { ReadableVoxels } from './ReadableVoxels'

/** About ten whole CT volumes of 512 × 512 × 300 voxels. */
const DEFAULT_BUDGET_BYTES = 1.5e9

interface Kept {
  readonly opening: Promise<ReadableVoxels>
  voxels: ReadableVoxels | null
}

/** Volumes as they are being looked at. Beyond the budget those go that were used longest ago; they are decoded again when asked for. */
export class VoxelCache {
  private readonly budgetBytes: number
  /** Least recently used first. */
  private readonly kept = new Map<string, Kept>()

  constructor({ budgetBytes = DEFAULT_BUDGET_BYTES }: { budgetBytes?: number } = {}) {
    this.budgetBytes = budgetBytes
  }

  /** Memory that decoded volumes take now. */
  get heldBytes(): number {
    return [...this.kept.values()].reduce((sum, { voxels }) => sum + (voxels?.heldBytes ?? 0), 0)
  }

  /**
   * @param open called where the volume is not there (any more)
   * @throws whatever `open` throws; then it is called again the next time
   */
  async get(key: string, open: () => Promise<VoxelStream>): Promise<ReadableVoxels> {
    const known = this.kept.get(key)
    const kept = known === undefined || known.voxels?.hasFailed === true ? this.begin(key, open) : known
    this.kept.delete(key)
    this.kept.set(key, kept)
    return kept.opening
  }

  release(key: string): void {
    this.kept.get(key)?.voxels?.close()
    this.kept.delete(key)
  }

  private begin(key: string, open: () => Promise<VoxelStream>): Kept {
    const opening = open().then((stream) =>
      stream.access === 'direct' ? new DirectVoxels(stream) : new DecodingBuffer(stream),
    )
    const kept: Kept = { opening, voxels: null }
    opening.then(
      (voxels) => {
        kept.voxels = voxels
        this.makeRoom(key)
      },
      () => {
        if (this.kept.get(key) === kept) this.kept.delete(key)
      },
    )
    return kept
  }

  private makeRoom(newest: string): void {
    for (const [key, { voxels }] of [...this.kept]) {
      if (this.heldBytes <= this.budgetBytes) return
      if (key !== newest && voxels !== null && voxels.heldBytes > 0) this.release(key)
    }
  }
}
