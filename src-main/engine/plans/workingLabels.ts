import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { LabelExport } from '../../contract/plans'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { throwIfCancelled } from '../../domain/errors'
import { IGNORE_LABEL, type LabelMap } from '../../domain/labels/LabelMap'
import type { SliceReview } from '../../domain/review/SliceReview'
import { insertSliceInPlace, sliceLayout } from '../../domain/volume/slices'
import { writeError } from '../../io/files/fileErrors'
import { writeLabelMap } from '../../io/formats/writeLabelMap'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'

/** The mask that counts for a slice: a person's before an accepted one; null where there is neither. */
export function workingMaskId({ humanMaskId, acceptedMaskId }: SliceReview): number | null {
  return humanMaskId ?? acceptedMaskId
}

/**
 * The working label map of a case: drawn and accepted slices, 255 elsewhere.
 * @param which `human`: drawn slices only, which is what masks are propagated from
 */
export function workingLabels({
  workspace,
  planId,
  record,
  which = 'all',
}: {
  workspace: Workspace
  planId: string
  record: CaseRecord
  which?: 'all' | 'human'
}): { labelMap: LabelMap; annotatedSliceCount: number } {
  const { size } = record.geometry
  const { sliceAxis } = workspace.plans.getCase(planId, record.caseId)
  const layout = sliceLayout(size, sliceAxis)
  const data = new Uint8Array(size[0] * size[1] * size[2]).fill(IGNORE_LABEL)
  let annotatedSliceCount = 0
  for (const [sliceIndex, review] of workspace.review.slices(planId, record.caseId)) {
    const maskId = which === 'human' ? review.humanMaskId : workingMaskId(review)
    if (maskId === null) continue
    insertSliceInPlace(data, layout, sliceIndex, workspace.masks.labels(maskId, layout.width * layout.height))
    annotatedSliceCount++
  }
  return { labelMap: { data, geometry: record.geometry }, annotatedSliceCount }
}

/**
 * Writes the working label map of every case that has annotated slices, `CASE.nii.gz`, each file whole or not at all.
 * @throws SlicewrightError UNKNOWN_ID, WRITE_FAILED, DISK_FULL
 */
export async function exportLabels({
  workspace,
  planId,
  output,
  context: { signal, report },
}: {
  workspace: Workspace
  planId: string
  output: string
  context: Pick<JobContext, 'signal' | 'report'>
}): Promise<LabelExport> {
  const plan = workspace.plans.get(planId)
  await mkdir(output, { recursive: true }).catch((error: unknown) => {
    throw writeError(error, output)
  })
  const cases: LabelExport['cases'] = []
  for (const [done, { caseId }] of plan.cases.entries()) {
    throwIfCancelled(signal, 'Writing label maps')
    report({ stage: 'writing label maps', done, total: plan.cases.length, unit: 'cases' })
    const record = workspace.findCase(caseId)
    if (record === null) continue
    const { labelMap, annotatedSliceCount } = workingLabels({ workspace, planId, record })
    if (annotatedSliceCount === 0) continue
    const path = join(output, `${caseId}.nii.gz`)
    await writeLabelMap({ path, labelMap })
    cases.push({ caseId, path, annotatedSliceCount })
    await setImmediate()
  }
  report({ stage: 'writing label maps', done: plan.cases.length, total: plan.cases.length, unit: 'cases' })
  return { output, cases }
}
