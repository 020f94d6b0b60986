import { markRaw, onScopeDispose, shallowReactive, watch, type Ref } from 'vue'
import type { SlicePreview } from '../../../src-main/contract/volumes'
import { useEngine } from '../../client/injection'
import type { PreviewPixels } from '../../components/PreviewPixels'
import { loadPreview } from '../../composables/loadPreview'

/** A call asks for few: the first pictures of a long list come soon. */
const BATCH = 8

export interface CasePicture {
  readonly preview: SlicePreview
  readonly pixels: PreviewPixels
}

/** Pictures of cases, made in the order in which they are shown, and kept as long as the page lives. */
export function usePreviews(workspace: Ref<string | null>, caseIds: Ref<readonly string[]>) {
  const engine = useEngine()
  const pictures = shallowReactive(new Map<string, CasePicture>())
  /** Cases whose picture could not be made; their images may have moved. */
  const failed = shallowReactive(new Set<string>())
  const controller = new AbortController()
  let isLoading = false

  async function load(): Promise<void> {
    if (isLoading) return
    isLoading = true
    for (;;) {
      const path = workspace.value
      const missing = caseIds.value.filter((caseId) => !pictures.has(caseId) && !failed.has(caseId)).slice(0, BATCH)
      if (path === null || missing.length === 0 || controller.signal.aborted) break
      await loadBatch(path, missing)
    }
    isLoading = false
  }

  async function loadBatch(path: string, missing: readonly string[]): Promise<void> {
    try {
      const slices = missing.map((caseId) => ({ caseId, sliceIndex: null }))
      const { signal } = controller
      const previews = await engine.volumes.previews({ workspace: path, slices, maxSidePixels: 96 }, { signal })
      await Promise.all(
        previews.map(async (preview) => {
          const pixels = await loadPreview(preview, signal)
          if (path === workspace.value) pictures.set(preview.caseId, markRaw({ preview, pixels }))
        }),
      )
      for (const caseId of missing) if (!pictures.has(caseId)) failed.add(caseId)
    } catch {
      // One unreadable image fails the call for all of them: then each is asked for alone.
      if (missing.length === 1) failed.add(missing[0] ?? '')
      else for (const caseId of missing) if (!controller.signal.aborted) await loadBatch(path, [caseId])
    }
  }

  watch(workspace, () => {
    pictures.clear()
    failed.clear()
  })
  watch([workspace, caseIds], () => void load(), { immediate: true })
  onScopeDispose(() => controller.abort())
  return { pictures, failed }
}
