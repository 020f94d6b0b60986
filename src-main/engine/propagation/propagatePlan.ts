import type { PlanPropagation } from '../../contract/propagation'
import { CancelledError, throwIfCancelled } from '../../domain/errors'
import { volumesCounted } from '../../domain/review/stepTitles'
import { propagators } from '../../catalog/propagators'
import type { PlanRecord } from '../../io/workspace/plans/PlanTable'
import type { Workspace } from '../../io/workspace/Workspace'
import type { EngineContext } from '../implementer'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { keepSuggestion } from './keepSuggestion'
import { suggestCase, type SuggestionMethod } from './suggestCase'

/** What `propagation.start` was asked for. */
export interface PlanPropagationRequest extends SuggestionMethod {
  readonly planId: string
  readonly caseIds: readonly string[]
}

/**
 * Fills the slices of a plan's cases that nobody annotated, from those that a person did. Masks are suggestions: human and accepted
 * slices stay as they are, and accepted ones are not propagated from. Each case is on disk as soon as it is done; all of them are
 * one step that can be undone. Cancelled, finished cases stay, and nothing of the case at hand.
 * @throws SlicewrightError UNKNOWN_ID (plan, case, method)
 * @throws CancelledError within half a second of the job's signal
 */
export async function propagatePlan({
  workspace,
  request,
  engine,
  job,
}: {
  workspace: Workspace
  request: PlanPropagationRequest
  engine: Pick<EngineContext, 'liveSuggestions'>
  job: JobContext
}): Promise<PlanPropagation> {
  const { planId } = request
  const plan = workspace.plans.get(planId)
  propagators.get(request.method)
  const cases = [...new Set(request.caseIds)].map((caseId) => workspace.plans.getCase(planId, caseId))
  const what = `Propagate ${targetsOf(plan)}`
  const totalSlices = cases.reduce((sum, { sliceCount }) => sum + sliceCount, 0)
  const result: PlanPropagation = { title: what, cases: [], problems: [] }
  let stepId: number | null = null
  let doneSlices = 0
  const settleTitle = () => {
    result.title = `${what}, ${volumesCounted(result.cases.length)}`
    if (stepId !== null) workspace.review.rename(stepId, result.title)
  }
  for (const planned of cases) {
    const { caseId, sliceCount } = planned
    const which = { workspace: workspace.path, planId, caseId }
    const report = (doneInCase: number) =>
      job.report({ stage: 'propagation', done: doneSlices + doneInCase, total: totalSlices, unit: 'slices' })
    report(0)
    try {
      throwIfCancelled(job.signal, 'Propagation')
      const live = engine.liveSuggestions.begin(which, sizeAndAxisOf(workspace, planned))
      try {
        const suggested = await suggestCase({ workspace, plan, planned, method: request, live, job, report })
        throwIfCancelled(job.signal, 'Propagation')
        stepId = keepSuggestion({
          workspace,
          planId,
          title: `${what}, ${volumesCounted(cases.length)}`,
          suggested,
          stepId,
        })
        result.cases.push({
          caseId,
          ...suggested.quality,
          seconds: suggested.seconds,
          filledSliceCount: suggested.filledSliceCount,
        })
      } finally {
        engine.liveSuggestions.end(which)
        // Finished or taken back: whoever looks at the case fetches what is there now.
        job.produce(Array.from({ length: sliceCount }, (_, sliceIndex) => ({ caseId, sliceIndex })))
      }
    } catch (error) {
      const { code, message } = wireErrorOf(error)
      if (code === 'CANCELLED') {
        settleTitle()
        const kept = result.cases.map((each) => each.caseId)
        job.note(
          kept.length === 0
            ? 'Nothing was kept: no volume was finished.'
            : `Kept the suggestions of ${kept.join(', ')}; nothing of ${caseId} and later ones.`,
        )
        throw error instanceof CancelledError ? error : new CancelledError('Propagation')
      }
      result.problems.push({ path: caseId, code, message })
    }
    doneSlices += sliceCount
  }
  settleTitle()
  job.report({ stage: 'propagation', done: totalSlices, total: totalSlices, unit: 'slices' })
  return result
}

function sizeAndAxisOf(workspace: Workspace, { caseId, sliceAxis }: PlanRecord['cases'][number]) {
  const record = workspace.findCase(caseId)
  if (record === null) throw new Error(`Case ${caseId} left the workspace.`)
  return { size: record.geometry.size, axis: sliceAxis }
}

/** "liver", "liver and spleen", "5 classes" */
function targetsOf({ classes }: PlanRecord): string {
  const names = classes.map(({ name }) => name)
  return names.length === 0 || names.length > 3 ? `${names.length || 'all'} classes` : names.join(' and ')
}
