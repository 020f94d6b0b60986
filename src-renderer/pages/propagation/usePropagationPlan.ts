import { computed, shallowRef, watch, type Ref } from 'vue'
import type { EngineClient } from '../../client/Host'
import { useAddress } from '../../composables/useAddress'
import { useNotices } from '../../composables/useNotices'
import { usePlansStore } from '../../stores/plans'
import { isPropagatable } from './propagationWords'

/** Which plan is propagated and which of its volumes is on screen (both in the address), and which volumes are chosen. */
export function usePropagationPlan({
  engine,
  workspace,
}: {
  readonly engine: EngineClient
  readonly workspace: Ref<string | null>
}) {
  const { route, replaceQuery } = useAddress()
  const plans = usePlansStore()
  const notices = useNotices()
  const isLoaded = computed(() => plans.loadedWorkspace === workspace.value)
  const inAddress = (name: string) => (typeof route.query[name] === 'string' ? route.query[name] : null)

  /** Without one in the address, the one frozen last. */
  const plan = computed(() => (isLoaded.value ? (plans.find(inAddress('plan')) ?? plans.plans.at(-1) ?? null) : null))
  const shownCaseId = computed(() => {
    const cases = plan.value?.cases ?? []
    const asked = cases.find(({ caseId }) => caseId === inAddress('case'))
    return (asked ?? cases.find(isPropagatable) ?? cases.at(0))?.caseId ?? null
  })
  const chosen = shallowRef<readonly string[]>([])
  watch(
    () => plan.value?.planId,
    () => (chosen.value = plan.value?.cases.filter(isPropagatable).map(({ caseId }) => caseId) ?? []),
    { immediate: true },
  )

  watch(workspace, () => void refresh(), { immediate: true })

  async function refresh(): Promise<void> {
    if (workspace.value === null) return
    try {
      await plans.refresh(engine, workspace.value)
    } catch (error) {
      notices.notifyError(error)
    }
  }

  /** Counts of annotated and reviewed slices changed. */
  async function refreshPlan(): Promise<void> {
    if (workspace.value === null || plan.value === null) return
    try {
      await plans.refreshOne(engine, { workspace: workspace.value, planId: plan.value.planId })
    } catch (error) {
      notices.notifyError(error)
    }
  }

  function choosePlan(planId: string): void {
    replaceQuery({ plan: planId })
  }

  function show(caseId: string): void {
    if (plan.value !== null) replaceQuery({ plan: plan.value.planId, case: caseId })
  }

  return { plan, isLoaded, shownCaseId, chosen, refreshPlan, choosePlan, show }
}
