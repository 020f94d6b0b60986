import { createHash } from 'node:crypto'
import type { CatalogPropagator, CohortCase } from '../../compute/propagators/LearnedPropagator'
import type { Problem } from '../../contract/studies'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { canonicalJson } from '../../domain/experiment/runIdentity'
import { IGNORE_LABEL, type LabelMap } from '../../domain/labels/LabelMap'
import { loadCaseImage, loadCaseLabels } from '../../io/workspace/loadCase'
import type { Workspace } from '../../io/workspace/Workspace'
import { describePlan } from '../plans/describePlan'
import { workingLabels } from '../plans/workingLabels'

export interface WorkspaceCohortRequest {
  readonly workspace: Workspace
  /** Its drawn slices are what is learned from; null: the label maps that came with the cases. */
  readonly planId: string | null
  /** null: all there are to learn from. */
  readonly caseIds: readonly string[] | null
  readonly entry: Pick<CatalogPropagator, 'id' | 'learnsFrom'>
  readonly signal: AbortSignal
}

export interface WorkspaceCohort {
  /** By case id. */
  readonly cases: readonly CohortCase[]
  /** Over everything in the cases that a training depends on. */
  readonly contentSha256: string
  readonly problems: readonly Problem[]
}

/**
 * What a propagator is trained on in a workspace. One that learns from images takes every case of the plan's data set, drawn on or not;
 * one that learns from annotated slices takes the cases of the plan in which a person drew some. Accepted suggestions are never learned
 * from: what a propagator made would confirm itself.
 * @throws SlicewrightError UNKNOWN_ID (plan, case), LABEL_NOTHING_ANNOTATED, NO_CASES
 */
export function workspaceCohort(request: WorkspaceCohortRequest): WorkspaceCohort {
  const { planId, entry } = request
  const problems: Problem[] = []
  const used = recordsOf(request).flatMap((record) => {
    const labels = labelsOf(request, record)
    if (entry.learnsFrom === 'annotated-slices' && labels === null) {
      const message =
        planId === null
          ? 'It came without a label map, so there is nothing to learn from.'
          : 'Nobody has drawn a slice of it under this plan.'
      problems.push({ path: record.caseId, code: 'LABEL_NOTHING_ANNOTATED', message })
      return []
    }
    return [{ record, labels }]
  })
  if (used.length === 0)
    throw new SlicewrightError(
      problems.length > 0 ? 'LABEL_NOTHING_ANNOTATED' : 'NO_CASES',
      problems.length > 0
        ? `"${entry.id}" learns from annotated slices, and none of the ${problems.length} volumes has any. Draw some slices, or import label maps.`
        : 'There is no volume to learn from. Import some.',
      { details: { planId, caseIds: request.caseIds } },
    )
  const contents = used.map(({ record, labels }) => [
    record.caseId,
    record.image.sha256,
    record.image.channel,
    record.sliceAxis,
    labels?.content ?? null,
  ])
  return {
    cases: used.map(({ record, labels }) => ({
      caseId: record.caseId,
      axis: record.sliceAxis,
      loadImage: () => loadCaseImage({ record, signal: request.signal }),
      loadSparse: labels?.load ?? (() => Promise.resolve(notAnnotated(record))),
    })),
    contentSha256: createHash('sha256').update(canonicalJson(contents)).digest('hex'),
    problems,
  }
}

function recordsOf({ workspace, planId, caseIds, entry }: WorkspaceCohortRequest): CaseRecord[] {
  if (caseIds !== null)
    return [...new Set(caseIds)].sort().map((caseId) => {
      if (planId !== null && entry.learnsFrom === 'annotated-slices') workspace.plans.getCase(planId, caseId)
      const record = workspace.findCase(caseId)
      if (record !== null) return record
      throw new SlicewrightError(
        'UNKNOWN_ID',
        `There is no case "${caseId}" in this workspace. Choose one of its cases.`,
        {
          details: { family: 'case', found: caseId },
        },
      )
    })
  if (planId === null) return workspace.cases()
  const plan = workspace.plans.get(planId)
  if (entry.learnsFrom === 'images') return workspace.cases(describePlan(workspace, plan).request.dataset)
  return plan.cases.flatMap(({ caseId }) => workspace.findCase(caseId) ?? [])
}

/** The label map to learn from, and what it depends on; null where there is none. */
function labelsOf(
  { workspace, planId, signal }: WorkspaceCohortRequest,
  record: CaseRecord,
): { content: unknown; load: () => Promise<LabelMap> } | null {
  const { caseId } = record
  if (planId === null)
    return record.label === null
      ? null
      : { content: record.label.sourceSha256, load: () => loadCaseLabels({ record, signal }) }
  if (!workspace.plans.get(planId).cases.some((each) => each.caseId === caseId)) return null
  const drawn = [...workspace.review.slices(planId, caseId)].flatMap(([sliceIndex, { humanMaskId }]) =>
    humanMaskId === null ? [] : [[sliceIndex, humanMaskId]],
  )
  if (drawn.length === 0) return null
  const load = () => Promise.resolve(workingLabels({ workspace, planId, record, which: 'human' }).labelMap)
  // Masks are written once and named by id, so the ids stand for the voxels.
  return { content: drawn, load }
}

function notAnnotated({ geometry }: CaseRecord): LabelMap {
  const [ni, nj, nk] = geometry.size
  return { data: new Uint8Array(ni * nj * nk).fill(IGNORE_LABEL), geometry }
}
