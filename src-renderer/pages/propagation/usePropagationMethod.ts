import { computed, onMounted, shallowRef } from 'vue'
import type { EngineClient } from '../../client/Host'
import { useNotices } from '../../composables/useNotices'
import { AUTO_METHOD, type MethodInfo } from './methodWords'
import { EMPTY_DRAFT, type PropagationDraft } from './PropagationDraft'

// On the cohorts measured best from 20 % of the slices on, and close to best below (docs/reference/interpolation-quality.md).
const FIRST_CHOICE = 'signed-distance'

/** The propagators that there are, and what is chosen of them. */
export function usePropagationMethod(engine: EngineClient) {
  const notices = useNotices()
  const propagators = shallowRef<readonly MethodInfo[]>([])
  const draft = shallowRef<PropagationDraft>(EMPTY_DRAFT)
  const problems = shallowRef<readonly string[]>([])
  const method = computed(() => propagators.value.find(({ id }) => id === draft.value.method) ?? null)
  const isLearned = computed(() => method.value !== null && method.value.learnsFrom !== 'nothing')

  onMounted(async () => {
    try {
      propagators.value = (await engine.catalog.list()).propagators
      const hasAuto = propagators.value.some(({ id }) => id === AUTO_METHOD)
      draft.value = { ...draft.value, method: hasAuto ? AUTO_METHOD : FIRST_CHOICE }
    } catch (error) {
      notices.notifyError(error)
    }
  })

  return { propagators, draft, problems, method, isLearned }
}
