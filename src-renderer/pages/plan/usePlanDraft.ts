import { computed, ref, watch } from 'vue'
import type { CatalogListing } from '../../../src-main/contract/catalog'
import { useWorkspaceStore } from '../../stores/workspace'
import { firstDraft, requestOf, type PlanDraft } from './PlanDraft'

// Outlives the page: whoever looks something up in the viewer comes back to the same form.
const kept = ref<{ readonly workspace: string; readonly draft: PlanDraft } | null>(null)

/** The form for a new plan, begun when the data sets and the policies are known. */
export function usePlanDraft(policies: () => CatalogListing['selectionPolicies']) {
  const workspace = useWorkspaceStore()
  const path = computed(() => workspace.opened?.path ?? null)
  const datasets = computed(() => workspace.listing?.datasets ?? [])
  const draft = computed({
    get: () => (kept.value?.workspace === path.value ? (kept.value?.draft ?? null) : null),
    set: (next) => {
      if (path.value !== null && next !== null) kept.value = { workspace: path.value, draft: next }
    },
  })
  const caseIds = computed(() => {
    const cases = workspace.listing?.cases ?? []
    return cases.filter(({ dataset }) => dataset === draft.value?.dataset).map(({ caseId }) => caseId)
  })
  const request = computed(() => (draft.value === null ? null : requestOf(draft.value)))
  watch(
    [path, datasets, policies],
    () => {
      const isThere = datasets.value.some(({ name }) => name === draft.value?.dataset)
      const [dataset, policy] = [datasets.value.at(0)?.name, policies().at(0)?.id]
      if (!isThere && dataset !== undefined && policy !== undefined) draft.value = firstDraft({ dataset, policy })
    },
    { immediate: true },
  )
  return { path, datasets, draft, caseIds, request }
}
