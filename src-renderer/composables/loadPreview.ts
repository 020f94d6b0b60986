import type { SlicePreview } from '../../src-main/contract/volumes'
import { fetchBulk } from './fetchBulk'

/** Fetches the pictures that `volumes.previews` published, for SlicePreview.vue. */
export async function loadPreview(
  preview: SlicePreview,
  signal: AbortSignal,
): Promise<{ grey: Uint8Array; labels: Uint8Array | null }> {
  const lengthBytes = preview.width * preview.height
  const fetched = async (url: string) => new Uint8Array(await fetchBulk({ url, offsetBytes: 0, lengthBytes, signal }))
  const [grey, labels] = await Promise.all([
    fetched(preview.url),
    preview.labelUrl === null ? null : fetched(preview.labelUrl),
  ])
  return { grey, labels }
}
