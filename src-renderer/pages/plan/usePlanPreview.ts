import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { PlanPreview, PlanRequest } from '../../../src-main/contract/plans'
import type { EngineClient } from '../../client/Host'
import { wireErrorOf } from '../../client/wireErrorOf'

const SETTLE_MS = 200

/** What the request would select, asked again whenever it changes; an answer that comes too late is dropped. */
export function usePlanPreview({
  engine,
  workspace,
  request,
}: {
  readonly engine: EngineClient
  readonly workspace: Ref<string | null>
  readonly request: Ref<PlanRequest | null>
}) {
  const preview = shallowRef<PlanPreview | null>(null)
  /** Why there is none, in the engine's words. */
  const problem = shallowRef<string | null>(null)
  const isAsking = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = new AbortController()

  async function ask(at: string, wanted: PlanRequest, { signal }: AbortController): Promise<void> {
    isAsking.value = true
    try {
      const answer = await engine.plans.preview({ workspace: at, ...wanted }, { signal })
      if (signal.aborted) return
      preview.value = answer
      problem.value = null
    } catch (error) {
      if (signal.aborted) return
      preview.value = null
      problem.value = wireErrorOf(error).message
    }
    isAsking.value = false
  }

  function stop(): void {
    clearTimeout(timer)
    asked.abort()
    isAsking.value = false
  }

  /** Asks once more for what was asked last. */
  function again(): void {
    stop()
    if (workspace.value === null || request.value === null) return
    asked = new AbortController()
    void ask(workspace.value, request.value, asked)
  }

  watch(
    // What is asked, not the objects: the draft is replaced at every key press.
    () => JSON.stringify([workspace.value, request.value]),
    () => {
      stop()
      const [at, wanted] = [workspace.value, request.value]
      if (at === null || wanted === null) {
        preview.value = null
        problem.value = null
        return
      }
      asked = new AbortController()
      const latest = asked
      timer = setTimeout(() => void ask(at, wanted, latest), preview.value === null ? 0 : SETTLE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return { preview, problem, isAsking, again }
}
