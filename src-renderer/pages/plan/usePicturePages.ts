import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { SlicePreview } from '../../../src-main/contract/volumes'
import { useEngine } from '../../client/injection'
import { useNotices } from '../../composables/useNotices'

export interface Place {
  readonly caseId: string
  readonly sliceIndex: number
}

export function keyOfPlace({ caseId, sliceIndex }: Place): string {
  return `${sliceIndex} ${caseId}`
}

export function nameOfPlace({ caseId, sliceIndex }: Place): string {
  return `${caseId}, slice ${sliceIndex + 1}`
}

export interface PicturePages<Item> {
  /** From 1. */
  readonly page: Ref<number>
  readonly pageCount: ComputedRef<number>
  /** Items of this page. */
  readonly shown: ComputedRef<readonly Item[]>
  /** @returns null until it is there */
  pictureOf(place: Place): SlicePreview | null
}

/**
 * Items with small pictures of slices, a page at a time. Pictures of another page are asked for again when somebody turns back: they are
 * small and the engine keeps them.
 */
export function usePicturePages<Item>(request: {
  readonly workspace: () => string
  readonly items: () => readonly Item[]
  readonly pageSize: number
  readonly picturePixels: number
  readonly placesOf: (item: Item) => readonly Place[]
}): PicturePages<Item> {
  const { pageSize } = request
  const engine = useEngine()
  const notices = useNotices()
  const page = shallowRef(1)
  const pictures = shallowRef<ReadonlyMap<string, SlicePreview>>(new Map())
  const items = computed(request.items)
  const pageCount = computed(() => Math.max(1, Math.ceil(items.value.length / pageSize)))
  const shown = computed(() => items.value.slice((page.value - 1) * pageSize, page.value * pageSize))

  async function load(workspace: string, slices: Place[], signal: AbortSignal): Promise<void> {
    try {
      const wanted = { workspace, slices, maxSidePixels: request.picturePixels }
      const answer = await engine.volumes.previews(wanted, { signal })
      if (!signal.aborted) pictures.value = new Map(answer.map((each) => [keyOfPlace(each), each]))
    } catch (error) {
      if (!signal.aborted) notices.notifyError(error)
    }
  }

  watch(pageCount, (count) => (page.value = Math.min(page.value, count)))
  watch(
    [request.workspace, shown] as const,
    ([workspace, now], _, onCleanup) => {
      const asked = new AbortController()
      onCleanup(() => asked.abort())
      const places = now.flatMap(request.placesOf).map(({ caseId, sliceIndex }) => ({ caseId, sliceIndex }))
      if (places.length > 0) void load(workspace, places, asked.signal)
    },
    { immediate: true },
  )

  return { page, pageCount, shown, pictureOf: (place) => pictures.value.get(keyOfPlace(place)) ?? null }
}
