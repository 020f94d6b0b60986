import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { CaseProgress, ReviewChange, ReviewedCase } from '../../src-main/contract/review'
import type { EngineClient } from '../client/Host'
import { applyEdit, type ReviewEdit } from './reviewEdits'

interface InPlan {
  readonly workspace: string
  readonly planId: string
}
interface InCase extends InPlan {
  readonly caseId: string
}

/**
 * Mirrors the case under review. A decision shows at once: `reviewed` is what the engine has confirmed with the edits on top that
 * it has not answered yet. If it refuses one, that one goes away again. Calls go one after another, as the keys were pressed.
 */
export const useReviewStore = defineStore('review', () => {
  const place = shallowRef<InCase | null>(null)
  const confirmed = shallowRef<ReviewedCase | null>(null)
  const waiting = shallowRef<readonly ReviewEdit[]>([])
  const otherProgress = shallowRef<readonly CaseProgress[]>([])
  let queue: Promise<unknown> = Promise.resolve()

  const reviewed = computed(() =>
    confirmed.value === null ? null : waiting.value.reduce<ReviewedCase>(applyEdit, confirmed.value),
  )
  /** Every case of the plan, the open one as it is on screen. */
  const progress = computed(() => {
    const here = reviewed.value?.progress
    return otherProgress.value.map((each) => (each.caseId === here?.caseId ? here : each))
  })
  /** Whether something is on its way to the disk. */
  const isSaving = computed(() => waiting.value.length > 0)

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = queue.then(work)
    queue = turn.catch(() => undefined)
    return turn
  }

  /** How far each case of the plan is. */
  async function loadProgress(engine: EngineClient, { workspace, planId }: InPlan): Promise<void> {
    otherProgress.value = await inTurn(() => engine.review.progress({ workspace, planId }))
  }

  /** Opens a case; what was asked for before is done first, and an answer that comes too late is dropped. */
  async function open(engine: EngineClient, request: InCase): Promise<void> {
    const before = place.value
    place.value = request
    // The same case asked for again stays on screen until the answer is there.
    if (before?.caseId !== request.caseId || before.planId !== request.planId) confirmed.value = null
    const answer = await inTurn(() => engine.review.open(request))
    if (place.value === request) confirm(answer)
  }

  function close(): void {
    place.value = null
    confirmed.value = null
    otherProgress.value = []
  }

  /** @returns what changed on disk; rejects, with the edit taken back, where the engine refuses */
  async function edit(engine: EngineClient, request: ReviewEdit): Promise<ReviewChange> {
    const at = openPlace()
    waiting.value = [...waiting.value, request]
    try {
      return await inTurn(async () => {
        const change = await send(engine, at, request)
        if (place.value === at && confirmed.value !== null) {
          confirm({ ...applyEdit(confirmed.value, request), history: change.history })
        }
        return change
      })
    } finally {
      waiting.value = waiting.value.filter((each) => each !== request)
    }
  }

  /** Takes back the latest step of the case, or does it again. The case is asked for anew: a step says where, not what. */
  async function step(engine: EngineClient, direction: 'undo' | 'redo'): Promise<ReviewChange> {
    const at = openPlace()
    return inTurn(async () => {
      const change = await engine.review[direction](at)
      const answer = await engine.review.open(at)
      if (place.value === at) confirm(answer)
      return change
    })
  }

  function confirm(answer: ReviewedCase): void {
    confirmed.value = answer
    otherProgress.value = otherProgress.value.map((each) => (each.caseId === answer.caseId ? answer.progress : each))
  }

  function openPlace(): InCase {
    if (place.value === null) throw new Error('No case is open for review.')
    return place.value
  }

  return { place, reviewed, progress, isSaving, loadProgress, open, close, edit, step }
})

function send(engine: EngineClient, at: InCase, edit: ReviewEdit): Promise<ReviewChange> {
  const { workspace, planId, caseId } = at
  if (edit.type === 'flag') {
    return engine.review.flag({ ...at, sliceIndex: edit.sliceIndex, isFlagged: edit.isFlagged })
  }
  const sliceIndices = edit.sliceIndices === null ? null : [...edit.sliceIndices]
  return engine.review.decide({ workspace, planId, caseIds: [caseId], sliceIndices, decision: edit.decision })
}
