import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { ExperimentDetail } from '../../../src-main/contract/experiments'
import { useEngine } from '../../client/injection'
import { wireErrorOf } from '../../client/wireErrorOf'

/** States of runs live in the workspace's ledger, also for a grid that another program runs: they are asked for. */
const ASK_MS = 2000

/** One experiment with its cells, kept fresh. `ask` asks at once, after a button for example. */
export function useExperiment(workspace: Ref<string>, name: Ref<string>) {
  const engine = useEngine()
  const detail = shallowRef<ExperimentDetail | null>(null)
  const problem = shallowRef<string | null>(null)
  let asking = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    clearTimeout(timer)
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    try {
      const found = await engine.experiments.get({ workspace: workspace.value, name: name.value }, { signal })
      if (signal.aborted) return
      // A table that gets the same again would be drawn again for nothing.
      if (JSON.stringify(found) !== JSON.stringify(detail.value)) detail.value = found
      problem.value = null
    } catch (error) {
      if (signal.aborted) return
      problem.value = wireErrorOf(error).message
    }
    timer = setTimeout(() => void ask(), ASK_MS)
  }

  watch(
    [workspace, name],
    () => {
      detail.value = null
      problem.value = null
      void ask()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    asking.abort()
  })
  return { detail, problem, ask }
}
