import type { CaseRecord } from '../../domain/cases/caseRecord'
import { statImage } from '../../io/files/imageFiles'
import { assertImageUnchanged } from '../../io/workspace/loadCase'

/** Looks before each part is read whether an image is still the one that was imported, without hashing it every time. */
export class ImageCheck {
  /** Size and time of what was found to be right, by path and files. */
  private readonly known = new Map<string, string>()

  /** @throws SlicewrightError FILE_NOT_FOUND if it was moved, CASE_CHANGED if its bytes are others */
  async assertUnchanged(record: CaseRecord, signal?: AbortSignal): Promise<void> {
    const { path, files, sha256 } = record.image
    const found = await statImage(record.image)
    const state = found === null ? null : `${sha256} ${found.sizeBytes} ${found.modifiedAtMs}`
    const key = [path, ...(files ?? [])].join('\n')
    if (state !== null && this.known.get(key) === state) return
    await assertImageUnchanged(record, signal)
    if (state !== null) this.known.set(key, state)
  }
}
