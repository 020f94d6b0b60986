import type { Ref } from 'vue'
import type { ReviewChange } from '../../../src-main/contract/review'
import type { EngineClient } from '../../client/Host'
import { useNotices } from '../../composables/useNotices'
import { useReviewStore } from '../../stores/review'
import { nextKeySlice, nextUnreviewed, type ReviewOrder } from './reviewOrder'

/** What can be done on the review page, by button or by key. Errors become notices; a refused decision is taken back by the store. */
export function useReviewActions({
  engine,
  sliceIndex,
  order,
  onChanged,
}: {
  readonly engine: EngineClient
  readonly sliceIndex: Ref<number>
  readonly order: Ref<ReviewOrder>
  /** Masks changed on disk. */
  readonly onChanged: (change: ReviewChange) => void
}) {
  const store = useReviewStore()
  const notices = useNotices()

  function here() {
    return store.reviewed?.slices.at(sliceIndex.value) ?? null
  }

  async function carryOut(work: () => Promise<ReviewChange>): Promise<ReviewChange | null> {
    try {
      const change = await work()
      notices.withdrawOffers()
      onChanged(change)
      return change
    } catch (error) {
      notices.notifyError(error)
      return null
    }
  }

  function goToNextUnreviewed(): void {
    if (store.reviewed === null) return
    const { slices } = store.reviewed
    const next = nextUnreviewed({ slices, order: order.value, sliceIndex: sliceIndex.value })
    if (next !== null) sliceIndex.value = next
    else notices.notify('Every suggested slice of this case is decided. Press ] for the next case.')
  }

  function goToKeySlice(direction: 1 | -1): void {
    if (store.reviewed === null) return
    const { slices } = store.reviewed
    sliceIndex.value = nextKeySlice({ slices, sliceIndex: sliceIndex.value, direction }) ?? sliceIndex.value
  }

  function goBy(step: number): void {
    const last = (store.reviewed?.slices.length ?? 1) - 1
    sliceIndex.value = Math.min(last, Math.max(0, sliceIndex.value + step))
  }

  /** Decides on the slice on screen and shows the next one to decide on. What a person annotated is not decided on. */
  function decide(decision: 'accepted' | 'rejected' | null): void {
    const slice = here()
    if (slice === null) return
    if (slice.origin === 'propagated' && slice.decision !== decision) {
      const sliceIndices = [slice.sliceIndex]
      void carryOut(() => store.edit(engine, { type: 'decide', sliceIndices, decision }))
    }
    if (decision !== null) goToNextUnreviewed()
  }

  function toggleFlag(): void {
    const slice = here()
    if (slice === null) return
    const { sliceIndex: flagged, isFlagged } = slice
    void carryOut(() => store.edit(engine, { type: 'flag', sliceIndex: flagged, isFlagged: !isFlagged }))
  }

  /** One step for all of the case that is left, which one undo takes back. */
  async function acceptAll(): Promise<void> {
    const count = store.reviewed?.progress.unreviewedSliceCount ?? 0
    if (count === 0) return
    const change = await carryOut(() =>
      store.edit(engine, { type: 'decide', sliceIndices: null, decision: 'accepted' }),
    )
    if (change !== null) {
      notices.notify(`Accepted ${count} slice${count === 1 ? '' : 's'}.`, {
        kind: 'success',
        action: { label: 'Undo', run: () => void step('undo') },
      })
    }
  }

  /** Takes the latest step back, or does it again, and shows where. */
  async function step(direction: 'undo' | 'redo'): Promise<void> {
    const history = store.reviewed?.history
    if (history?.[direction] === null || history === undefined) return
    const change = await carryOut(() => store.step(engine, direction))
    if (change === null) return
    const changed = change.changed.find(({ caseId }) => caseId === store.place?.caseId)?.sliceIndices ?? []
    if (changed.length > 0 && !changed.includes(sliceIndex.value)) sliceIndex.value = changed[0]
  }

  return { decide, toggleFlag, acceptAll, step, goToNextUnreviewed, goToKeySlice, goBy }
}
