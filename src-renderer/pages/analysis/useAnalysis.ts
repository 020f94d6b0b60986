import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { ExperimentSummary } from '../../../src-main/contract/experiments'
import type { AnalysisFilter, AnalysisView } from '../../../src-main/contract/report'
import { useEngine } from '../../client/injection'
import { wireErrorOf } from '../../client/wireErrorOf'

/** While a grid runs, its figures grow with every run that ends. */
const REFRESH_MS = 5000

/** The experiments of a workspace, and the report of one of them, kept fresh while its grid runs. */
export function useAnalysis(request: {
  readonly workspace: Ref<string | null>
  readonly experiment: Ref<string | null>
  readonly filter: Ref<AnalysisFilter>
}) {
  const { workspace, experiment, filter } = request
  const engine = useEngine()
  const experiments = shallowRef<readonly ExperimentSummary[] | null>(null)
  const view = shallowRef<AnalysisView | null>(null)
  const error = shallowRef<string | null>(null)
  let listing = new AbortController()
  let viewing = new AbortController()

  async function list(): Promise<void> {
    listing.abort()
    listing = new AbortController()
    const { signal } = listing
    if (workspace.value === null) return void (experiments.value = null)
    try {
      const found = await engine.experiments.list({ workspace: workspace.value }, { signal })
      if (signal.aborted) return
      const before = summaryOf(experiment.value)?.finishedRunCount
      experiments.value = found
      if (before !== undefined && summaryOf(experiment.value)?.finishedRunCount !== before) await show()
    } catch (thrown) {
      if (!signal.aborted) error.value = wireErrorOf(thrown).message
    }
  }

  async function show(): Promise<void> {
    viewing.abort()
    viewing = new AbortController()
    const { signal } = viewing
    if (workspace.value === null || experiment.value === null) return void (view.value = null)
    try {
      const asked = { workspace: workspace.value, experiment: experiment.value, filter: filter.value }
      const found = await engine.report.view(asked, { signal })
      if (signal.aborted) return
      view.value = found
      error.value = null
    } catch (thrown) {
      if (signal.aborted) return
      view.value = null
      error.value = wireErrorOf(thrown).message
    }
  }

  function summaryOf(name: string | null): ExperimentSummary | undefined {
    return experiments.value?.find((each) => each.name === name)
  }

  watch(workspace, list, { immediate: true })
  watch([workspace, experiment, filter], show, { immediate: true })
  const timer = setInterval(() => void (summaryOf(experiment.value)?.jobId != null && list()), REFRESH_MS)
  onScopeDispose(() => {
    clearInterval(timer)
    listing.abort()
    viewing.abort()
  })
  return { experiments, view, error }
}
