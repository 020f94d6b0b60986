import { computed, shallowRef, watch, type Ref } from 'vue'
import type { ReviewChange, ReviewedCase } from '../../../src-main/contract/review'
import type { EngineClient } from '../../client/Host'
import { useNotices } from '../../composables/useNotices'

export interface SuggestionPlace {
  readonly workspace: string
  readonly planId: string
  readonly caseId: string
}

/** What becomes of the suggestion of the case on screen: accepted in part or whole, discarded, undone. Errors become notices. */
export function useSuggestion({
  engine,
  place,
  onChanged,
}: {
  readonly engine: EngineClient
  readonly place: Ref<SuggestionPlace | null>
  /** Masks changed on disk. */
  readonly onChanged: (change: ReviewChange) => void
}) {
  const notices = useNotices()
  const reviewed = shallowRef<ReviewedCase | null>(null)
  /** One after another: two quick presses must not overtake each other. */
  let queue: Promise<unknown> = Promise.resolve()
  const isBusy = shallowRef(false)

  const unreviewedCount = computed(() => reviewed.value?.progress.unreviewedSliceCount ?? 0)
  const hasSuggestion = computed(() => reviewed.value?.slices.some(({ origin }) => origin === 'propagated') ?? false)
  const history = computed(() => reviewed.value?.history ?? { undo: null, redo: null })

  async function refresh(): Promise<void> {
    const at = place.value
    try {
      const answer = at === null ? null : await engine.review.open(at)
      if (isSame(place.value, at)) reviewed.value = answer
    } catch (error) {
      notices.notifyError(error)
    }
  }
  watch(
    place,
    (now, before) => {
      if (before !== undefined && isSame(now, before)) return
      reviewed.value = null
      void refresh()
    },
    { immediate: true },
  )

  function carryOut(work: (at: SuggestionPlace) => Promise<ReviewChange>): Promise<ReviewChange | null> {
    const turn = queue.then(async () => {
      const at = place.value
      if (at === null) return null
      isBusy.value = true
      try {
        const change = await work(at)
        onChanged(change)
        notices.withdrawOffers()
        await refresh()
        return change
      } catch (error) {
        notices.notifyError(error)
        return null
      } finally {
        isBusy.value = false
      }
    })
    queue = turn
    return turn
  }

  async function acceptSlice(sliceIndex: number): Promise<void> {
    const slice = reviewed.value?.slices.at(sliceIndex)
    if (slice?.origin !== 'propagated' || slice.decision === 'accepted') return
    await carryOut(({ caseId, ...plan }) =>
      engine.review.decide({ ...plan, caseIds: [caseId], sliceIndices: [sliceIndex], decision: 'accepted' }),
    )
  }

  /** Everything nobody has decided on, in the given cases, as one step. */
  async function acceptAll(caseIds: readonly string[]): Promise<void> {
    const change = await carryOut(({ workspace, planId }) =>
      engine.review.decide({ workspace, planId, caseIds: [...caseIds], sliceIndices: null, decision: 'accepted' }),
    )
    if (change !== null) tell(change)
  }

  async function discard(caseIds: readonly string[]): Promise<void> {
    const change = await carryOut(({ workspace, planId }) =>
      engine.review.discard({ workspace, planId, caseIds: [...caseIds] }),
    )
    if (change !== null) tell(change)
  }

  async function step(direction: 'undo' | 'redo'): Promise<void> {
    if (history.value[direction] === null) return
    const change = await carryOut((at) => engine.review[direction](at))
    if (change !== null) notices.notify(`${direction === 'undo' ? 'Undone' : 'Done again'}: ${change.title}`)
  }

  function tell(change: ReviewChange): void {
    const sliceCount = change.changed.reduce((sum, { sliceIndices }) => sum + sliceIndices.length, 0)
    if (sliceCount === 0) notices.notify('There was nothing left to decide on.')
    else
      notices.notify(change.title, {
        kind: 'success',
        action: { label: 'Undo', run: () => void step('undo') },
      })
  }

  return { reviewed, isBusy, unreviewedCount, hasSuggestion, history, refresh, acceptSlice, acceptAll, discard, step }
}

function isSame(a: SuggestionPlace | null, b: SuggestionPlace | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
