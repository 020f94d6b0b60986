import type { PlanPropagation } from '../../contract/propagation'
import { CancelledError, throwIfCancelled } from '../../domain/errors'
import { volumesCounted } from '../../domain/review/stepTitles'
import { isLearned, type CatalogPropagator, type CohortCase } from '../../compute/propagators/LearnedPropagator'
import type { PlanRecord } from '../../io/workspace/plans/PlanTable'
import type { Workspace } from '../../io/workspace/Workspace'
import type { EngineContext } from '../implementer'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { loadCaseImage } from '../../io/workspace/loadCase'
import { recordOf } from '../plans/importAnnotations'
import { workingLabels } from '../plans/workingLabels'
import { describeModel } from './describeModel'
import { judgeCohort, type JudgedFilling } from './judgeCohort'
import { keepSuggestion } from './keepSuggestion'
import { readyPropagator, type PreparedPropagator } from './readyPropagator'
import { suggestCase, type SuggestionMethod } from './suggestCase'
import { trainReadyPropagator, type TrainPropagatorRequest } from './trainPropagator'

/** What `propagation.start` was asked for. */
interface PlanPropagationRequest
  extends Omit<SuggestionMethod, 'prepared'>, Omit<TrainPropagatorRequest, 'planId' | 'caseIds' | 'name'> {
  readonly planId: string
  readonly caseIds: readonly string[]
  /** Of a propagator that learns: a model of the workspace; left out, one is trained on the plan first and kept. */
  readonly modelId?: string | undefined
}

/**
 * Fills the slices of a plan's cases that nobody annotated, from those that a person did. Masks are suggestions: human and accepted
 * slices stay as they are, and accepted ones are not propagated from. Each case is on disk as soon as it is done; all of them are
 * one step that can be undone. Cancelled, finished cases stay, and nothing of the case at hand.
 * @throws SlicewrightError UNKNOWN_ID (plan, case, model), as `readyPropagator` and `trainPropagator`
 * @throws CancelledError within half a second of the job's signal
 */
export async function propagatePlan(options: PlanPropagationOptions): Promise<PlanPropagation> {
  const { workspace, request } = options
  const plan = workspace.plans.get(request.planId)
  for (const caseId of request.caseIds) workspace.plans.getCase(plan.planId, caseId)
  const ready = await readyForPlan(options)
  try {
    return await suggestCases({ ...options, plan, ready })
  } finally {
    await ready.prepared.close()
  }
}

interface PlanPropagationOptions {
  readonly workspace: Workspace
  readonly entry: CatalogPropagator
  readonly request: PlanPropagationRequest
  readonly engine: Pick<EngineContext, 'liveSuggestions'>
  readonly job: JobContext
}

interface ReadyForPlan {
  readonly prepared: PreparedPropagator
  readonly model: PlanPropagation['model']
}

/** Opens the model that was named, or trains one on the whole plan: more volumes teach more than those asked for. */
async function readyForPlan({ workspace, entry, request, job }: PlanPropagationOptions): Promise<ReadyForPlan> {
  const { modelId, deviceId, threads, params, seed } = request
  if (isLearned(entry) && modelId === undefined) {
    const trained = await trainReadyPropagator({ workspace, entry, request: { ...request, caseIds: null }, job })
    return { prepared: trained, model: describeModel(trained.file) }
  }
  const model = modelId === undefined ? undefined : await workspace.propagatorModels.get(modelId)
  const cohort = () => []
  const device = { deviceId, threads }
  const prepared = await readyPropagator({ entry, params, model, cohort, seed, device, context: job })
  return { prepared, model: model === undefined ? null : describeModel(model) }
}

async function suggestCases({
  workspace,
  request,
  engine,
  job,
  plan,
  ready: { prepared, model },
}: PlanPropagationOptions & { readonly plan: PlanRecord; readonly ready: ReadyForPlan }): Promise<PlanPropagation> {
  const { planId } = request
  const cases = [...new Set(request.caseIds)].map((caseId) => workspace.plans.getCase(planId, caseId))
  const what = `Propagate ${targetsOf(plan)}`
  const totalSlices = cases.reduce((sum, { sliceCount }) => sum + sliceCount, 0)
  const result: PlanPropagation = { title: what, cases: [], estimate: null, model, problems: [] }
  const fillings: JudgedFilling[] = []
  const { outside, unreached } = request
  const method = { prepared, outside, unreached }
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
        const suggested = await suggestCase({ workspace, plan, planned, method, live, job, report })
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
          estimate: null,
        })
        fillings.push(suggested.filling)
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
  const judged = await judgeCohort({
    cases: result.cases.map(({ caseId }) => keySlicesOf(workspace, planId, caseId, job.signal)),
    fillings,
    prepared,
    outside,
    unreached,
    seed: request.seed,
    job,
  })
  result.estimate = judged.cohort
  for (const each of result.cases) {
    const { estimate = null, confidence = [] } = judged.byCase.get(each.caseId) ?? {}
    each.estimate = estimate
    rateSuggestion({ workspace, planId, caseId: each.caseId, confidence })
  }
  job.report({ stage: 'propagation', done: totalSlices, total: totalSlices, unit: 'slices' })
  return result
}

/** A case as it was propagated: what a person drew. */
function keySlicesOf(workspace: Workspace, planId: string, caseId: string, signal: AbortSignal): CohortCase {
  const record = recordOf(workspace, workspace.plans.getCase(planId, caseId))
  return {
    caseId,
    axis: record.sliceAxis,
    loadImage: () => loadCaseImage({ record, signal }),
    loadSparse: () => Promise.resolve(workingLabels({ workspace, planId, record, which: 'human' }).labelMap),
  }
}

/** @param confidence one a slice */
function rateSuggestion({
  workspace,
  planId,
  caseId,
  confidence,
}: {
  workspace: Workspace
  planId: string
  caseId: string
  confidence: readonly (number | null)[]
}): void {
  const rated = [...workspace.review.slices(planId, caseId)].flatMap(([sliceIndex, { suggestedMaskId }]) =>
    suggestedMaskId === null ? [] : [[suggestedMaskId, confidence[sliceIndex] ?? null] as const],
  )
  workspace.masks.rate(new Map(rated))
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
