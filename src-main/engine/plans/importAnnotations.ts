import { setImmediate } from 'node:timers/promises'
import type { AnnotationImport } from '../../contract/plans'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { encodeMask } from '../../domain/labels/encodeMask'
import { classLabelsOf, type LabelMap } from '../../domain/labels/LabelMap'
import { parseLabelMapping } from '../../domain/labels/labelMapping'
import { volumesCounted } from '../../domain/review/stepTitles'
import { geometryDifference } from '../../domain/volume/geometry'
import { readLabelMap } from '../../io/formats/readLabelMap'
import { loadCaseLabels } from '../../io/workspace/loadCase'
import type { PlannedCaseRecord, PlanRecord } from '../../io/workspace/plans/PlanTable'
import { reviewAt } from '../../io/workspace/plans/ReviewJournal'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { drawnSlices, type DrawnSlices, type EmptySlices } from './drawnSlices'
import { matchLabelFiles } from './matchLabelFiles'
import { planClasses } from './planClasses'
import { describePlan } from './describePlan'

type ImportContext = Pick<JobContext, 'signal' | 'report'>

/**
 * Takes label maps drawn elsewhere into a plan. A file that cannot be used is a problem row and changes nothing; the others are
 * taken all the same. What was drawn before and is not in the file stays.
 * @throws SlicewrightError UNKNOWN_ID, BAD_REQUEST (mapping), FILE_NOT_FOUND
 */
export async function importLabels({
  workspace,
  request,
  context,
}: {
  workspace: Workspace
  request: {
    planId: string
    path: string
    emptySlices: EmptySlices
    ignoreValue?: number | undefined
    mapping?: string | undefined
  }
  context: ImportContext
}): Promise<AnnotationImport> {
  const plan = workspace.plans.get(request.planId)
  const mapping = request.mapping === undefined ? undefined : parseLabelMapping(request.mapping)
  const matched = await matchLabelFiles(
    request.path,
    plan.cases.map(({ caseId }) => caseId),
  )
  const result = await annotate({
    workspace,
    plan,
    title: 'Import labels',
    emptySlices: request.emptySlices,
    sources: matched.files.map(({ caseId, path }) => ({
      caseId,
      path,
      read: async (record) => {
        const reading = { expects: 'sparse', ignoreValue: request.ignoreValue, mapping } as const
        const { labelMap } = await readLabelMap({ path, signal: context.signal, ...reading })
        checkGrid(record, labelMap, path)
        return labelMap
      },
    })),
    context,
  })
  return { cases: result.cases, problems: [...matched.problems, ...result.problems] }
}

/** Takes the planned slices from the label maps that came with the cases. Slices on which those have nothing are empty. */
export async function takeImported({
  workspace,
  planId,
  context,
}: {
  workspace: Workspace
  planId: string
  context: ImportContext
}): Promise<AnnotationImport> {
  const plan = workspace.plans.get(planId)
  const { cases, problems } = await annotate({
    workspace,
    plan,
    title: 'Take imported labels',
    emptySlices: 'all-planned',
    sources: plan.cases.map(({ caseId }) => ({
      caseId,
      path: workspace.labelPath(caseId),
      read: (record) => loadCaseLabels({ record, signal: context.signal }),
    })),
    context,
  })
  // Everything else in those label maps is the truth to compare with, not something the user drew and lost.
  return { cases: cases.map((each) => ({ ...each, ignoredSliceIndices: [] })), problems }
}

interface AnnotationSource {
  readonly caseId: string
  readonly path: string
  read(record: CaseRecord): Promise<LabelMap>
}

async function annotate({
  workspace,
  plan,
  title,
  emptySlices,
  sources,
  context: { signal, report },
}: {
  workspace: Workspace
  plan: PlanRecord
  title: string
  emptySlices: EmptySlices
  sources: readonly AnnotationSource[]
  context: ImportContext
}): Promise<AnnotationImport> {
  const result: AnnotationImport = { cases: [], problems: [] }
  const labels = new Set(plan.classes.map(({ label }) => label))
  let stepId: number | null = null
  for (const [done, { caseId, path, read }] of sources.entries()) {
    throwIfCancelled(signal, 'Importing labels')
    report({ stage: 'importing labels', done, total: sources.length, unit: 'label maps' })
    try {
      const planned = workspace.plans.getCase(plan.planId, caseId)
      const labelMap = await read(recordOf(workspace, planned))
      const { slices, ...facts } = drawnSlices({ labelMap, planned, emptySlices })
      stepId = keepDrawn({ workspace, plan, caseId, title, slices, stepId })
      for (const { labels: drawn } of slices) for (const label of classLabelsOf(drawn)) labels.add(label)
      result.cases.push({ caseId, path, ...facts })
    } catch (error) {
      const { code, message } = wireErrorOf(error)
      if (code === 'CANCELLED') throw error
      result.problems.push({ path, code, message })
    }
    await setImmediate()
  }
  if (stepId !== null) workspace.review.rename(stepId, `${title}, ${volumesCounted(result.cases.length)}`)
  const { dataset } = describePlan(workspace, plan).request
  workspace.plans.setClasses(plan.planId, planClasses({ workspace, dataset, labels: [...labels] }))
  report({ stage: 'importing labels', done: sources.length, total: sources.length, unit: 'label maps' })
  return result
}

/** Puts drawn slices in, in one transaction; a slice drawn as it was before keeps its mask. Returns the step they are in. */
function keepDrawn({
  workspace,
  plan: { planId },
  caseId,
  title,
  slices,
  stepId,
}: {
  workspace: Workspace
  plan: PlanRecord
  caseId: string
  title: string
  slices: DrawnSlices['slices']
  stepId: number | null
}): number | null {
  return workspace.transaction(() => {
    const present = workspace.review.slices(planId, caseId)
    const changes = slices.flatMap(({ sliceIndex, labels }) => {
      const before = reviewAt(present, sliceIndex)
      const encoded = encodeMask(labels)
      if (before.humanMaskId !== null && workspace.masks.isSame(before.humanMaskId, encoded)) return []
      const humanMaskId = workspace.masks.add({ planId, caseId, sliceIndex, encoded, suggestion: null })
      // A person has drawn it: what was proposed for the slice is settled.
      const after = { ...before, humanMaskId, suggestedMaskId: null, acceptedMaskId: null, decision: null }
      return [{ caseId, sliceIndex, before, after }]
    })
    return workspace.review.record({ planId, title, changes, extend: stepId })?.stepId ?? stepId
  })
}

/** @throws SlicewrightError CASE_CHANGED if the case's image is no longer the one the plan was frozen with */
export function recordOf(workspace: Workspace, planned: PlannedCaseRecord): CaseRecord {
  const record = workspace.findCase(planned.caseId)
  if (record?.image.sha256 === planned.imageSha256) return record
  throw new SlicewrightError(
    'CASE_CHANGED',
    `The image of ${planned.caseId} is not the one that the plan was frozen with. Freeze a new plan for it.`,
    { details: { caseId: planned.caseId } },
  )
}

function checkGrid(record: CaseRecord, labelMap: LabelMap, path: string): void {
  const difference = geometryDifference(record.geometry, labelMap.geometry)
  if (difference === null) return
  throw new SlicewrightError(
    'GEOMETRY_MISMATCH',
    `${path} is not on the grid of ${record.image.path}: ${difference}. Save the label map on the image's own grid.`,
    { details: { path, image: record.image.path, found: labelMap.geometry, expected: record.geometry } },
  )
}
