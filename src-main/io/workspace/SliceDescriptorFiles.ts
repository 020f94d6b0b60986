import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SliceDescriptors } from '../../domain/selection/descriptors/SliceDescriptors'
import { writeError } from '../files/fileErrors'
import { decodeSafetensors, encodeSafetensors } from '../files/safetensors'
import { writeFileAtomically } from '../files/writeFileAtomically'

/**
 * Descriptors of a workspace's volumes: `descriptors/<set>/<volume>.safetensors`, both names hashes of all that decides the content. They
 * can be deleted at any time: they are made again.
 */
export class SliceDescriptorFiles {
  private readonly folder: string

  constructor(workspacePath: string) {
    this.folder = join(workspacePath, 'descriptors')
  }

  /** null where there are none, or none that can be read. */
  async get(setKey: string, volumeKey: string): Promise<SliceDescriptors | null> {
    try {
      const { arrays } = decodeSafetensors(await readFile(this.pathOf(setKey, volumeKey)))
      const { shape, data } = arrays['descriptors']
      const [sliceCount, dimension] = shape
      return shape.length === 2 ? { data, sliceCount, dimension } : null
    } catch {
      // What cannot be read is made again, which says why where that fails too.
      return null
    }
  }

  /** @throws SlicewrightError DISK_FULL, WRITE_FAILED */
  async add(setKey: string, volumeKey: string, { data, sliceCount, dimension }: SliceDescriptors): Promise<void> {
    const path = this.pathOf(setKey, volumeKey)
    await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
      throw writeError(error, dirname(path))
    })
    const arrays = { descriptors: { shape: [sliceCount, dimension], data } }
    await writeFileAtomically({ path, data: encodeSafetensors({ arrays, metadata: {} }) })
  }

  /** Where a set keeps what it learned. */
  trainingFolder(setKey: string): string {
    return join(this.folder, setKey, 'training')
  }

  private pathOf(setKey: string, volumeKey: string): string {
    return join(this.folder, setKey, `${volumeKey}.safetensors`)
  }
}
