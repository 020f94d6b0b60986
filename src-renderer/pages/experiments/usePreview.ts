import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { useEngine } from '../../client/injection'
import { wireErrorOf } from '../../client/wireErrorOf'

/** Typing makes many specs; the one that stands for this long is looked at. */
const SETTLED_MS = 250

interface Preview {
  readonly cellCount: number
  readonly runCount: number
  readonly notes: readonly string[]
}

/** The size of a grid, or what is wrong with its spec, while the spec is edited. */
export function usePreview(workspace: Ref<string>, spec: Ref<Record<string, unknown> | null>) {
  const engine = useEngine()
  const preview = shallowRef<Preview | null>(null)
  const problem = shallowRef<string | null>(null)
  let asking = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    if (spec.value === null) return
    try {
      const found = await engine.experiments.preview({ workspace: workspace.value, spec: spec.value }, { signal })
      if (signal.aborted) return
      preview.value = found
      problem.value = null
    } catch (error) {
      if (signal.aborted) return
      preview.value = null
      problem.value = wireErrorOf(error).message
    }
  }

  watch(
    [workspace, spec],
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), SETTLED_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    asking.abort()
  })
  return { preview, problem }
}
