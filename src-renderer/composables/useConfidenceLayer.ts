import { markRaw, onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { computed } from 'vue'
import type { OpenedVolume } from '../../src-main/contract/volumes'
import { CONFIDENCE_CLASSES, stripeConfidenceInPlace } from '../viewer/confidenceOverlay'
import type { LabelLayer } from '../viewer/viewerTypes'
import { fetchBulk } from './fetchBulk'
import { useNotices } from './useNotices'

const PART_BYTES = 8 * 2 ** 20
const OPACITY_FRACTION = 0.75

/**
 * The confidence of the suggestion on screen as a layer of stripes over doubtful voxels; null where it is not shown or not known. It is
 * fetched when it is first asked for, and again when the case is described anew.
 */
export function useConfidenceLayer({
  opened,
  isShown,
}: {
  readonly opened: ShallowRef<OpenedVolume | null>
  readonly isShown: Ref<boolean>
}) {
  const { notifyError } = useNotices()
  const layer = shallowRef<LabelLayer | null>(null)
  const block = computed(() => opened.value?.layers.find(({ kind }) => kind === 'suggestion')?.confidence ?? null)
  let fetching = new AbortController()

  async function fill(description: OpenedVolume, url: string, byteLength: number): Promise<void> {
    const { signal } = fetching
    const data = markRaw(new Uint8Array(byteLength))
    for (let from = 0; from < byteLength; from += PART_BYTES) {
      const lengthBytes = Math.min(PART_BYTES, byteLength - from)
      data.set(new Uint8Array(await fetchBulk({ url, offsetBytes: from, lengthBytes, signal })), from)
      // A case that was left meanwhile must not be drawn over the next one.
      if (signal.aborted) return
      stripeConfidenceInPlace({
        confidence: data,
        result: data,
        size: description.grid.size,
        from,
        to: from + lengthBytes,
      })
    }
    layer.value = {
      layerId: 'confidence',
      kind: 'confidence',
      title: 'Confidence',
      classes: CONFIDENCE_CLASSES,
      style: 'fill',
      isVisible: true,
      opacityFraction: OPACITY_FRACTION,
      data,
    }
  }

  watch(
    [opened, isShown],
    ([description, shown], [before]) => {
      fetching.abort()
      fetching = new AbortController()
      // What is there stays until the new one has come, unless it belongs to another case.
      if (!shown || description?.caseId !== before?.caseId || block.value === null) layer.value = null
      if (description === null || !shown || block.value === null) return
      const { url, byteLength } = block.value
      const { signal } = fetching
      fill(description, url, byteLength).catch((error: unknown) => {
        if (!signal.aborted) notifyError(error)
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => fetching.abort())
  return { layer, isKnown: computed(() => block.value !== null) }
}
