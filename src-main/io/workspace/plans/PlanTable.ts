import { z } from 'zod'
import { SlicewrightError } from '../../../domain/errors'
import { SLICE_AXES } from '../../../domain/volume/slices'
import type { Row, WorkspaceDatabase } from '../WorkspaceDatabase'

const indices = z.array(z.number().int())

const plannedCaseSchema = z.object({
  caseId: z.string(),
  sliceAxis: z.enum(SLICE_AXES),
  sliceCount: z.number().int(),
  sliceIndices: indices,
  foregroundSliceIndices: indices.nullable(),
  /** Why its slices were chosen; null where that is not known or there is nothing to say. */
  why: z
    .array(
      z.object({
        sliceIndex: z.number().int(),
        gain: z.number().nullable(),
        representedCount: z.number().int(),
        represents: z
          .array(z.object({ caseId: z.string(), sliceIndex: z.number().int(), similarity: z.number() }).readonly())
          .readonly(),
      }),
    )
    .nullable()
    .default(null),
  imageSha256: z.string(),
})

const planRecordSchema = z.object({
  planId: z.string(),
  name: z.string(),
  createdAt: z.string(),
  /** The JSON text that `contentSha256` is the hash of; it holds the request and stays as it was written. */
  frozen: z.string(),
  contentSha256: z.string(),
  classes: z.array(z.object({ label: z.number().int(), name: z.string() })),
  cases: z.array(plannedCaseSchema),
})
export type PlanRecord = z.infer<typeof planRecordSchema>
export type PlannedCaseRecord = z.infer<typeof plannedCaseSchema>

/** Frozen work lists. What was frozen never changes; a case that leaves the workspace leaves its plans too. */
export class PlanTable {
  private readonly database: WorkspaceDatabase

  constructor(database: WorkspaceDatabase) {
    this.database = database
  }

  add(plan: PlanRecord): void {
    this.database.transaction(() => {
      this.database.run('INSERT INTO plans VALUES (:planId, :name, :createdAt, :frozen, :contentSha256, :classes)', {
        planId: plan.planId,
        name: plan.name,
        createdAt: plan.createdAt,
        frozen: plan.frozen,
        contentSha256: plan.contentSha256,
        classes: JSON.stringify(plan.classes),
      })
      for (const each of plan.cases)
        this.database.run(
          'INSERT INTO plan_cases VALUES (:planId, :caseId, :sliceAxis, :sliceCount, :sliceIndices, :foreground, :imageSha256, 0, :why)',
          {
            planId: plan.planId,
            caseId: each.caseId,
            sliceAxis: each.sliceAxis,
            sliceCount: each.sliceCount,
            sliceIndices: JSON.stringify(each.sliceIndices),
            foreground: each.foregroundSliceIndices === null ? null : JSON.stringify(each.foregroundSliceIndices),
            imageSha256: each.imageSha256,
            why: each.why === null ? null : JSON.stringify(each.why),
          },
        )
    })
  }

  /** Oldest first. */
  list(): PlanRecord[] {
    return this.database.all('SELECT * FROM plans ORDER BY created_at, plan_id').map((row) => this.recordOf(row))
  }

  /** @throws SlicewrightError UNKNOWN_ID */
  get(planId: string): PlanRecord {
    const row = this.database.get('SELECT * FROM plans WHERE plan_id = :planId', { planId })
    if (row !== null) return this.recordOf(row)
    const known = this.database.all('SELECT plan_id FROM plans ORDER BY plan_id').map((each) => String(each['plan_id']))
    throw new SlicewrightError(
      'UNKNOWN_ID',
      `There is no plan "${planId}" in this workspace. ${known.length === 0 ? 'Freeze one first.' : `Known: ${known.join(', ')}.`}`,
      { details: { family: 'plan', found: planId, allowed: known } },
    )
  }

  /** @throws SlicewrightError UNKNOWN_ID if the plan has no such case */
  getCase(planId: string, caseId: string): PlannedCaseRecord {
    const found = this.get(planId).cases.find((each) => each.caseId.toLowerCase() === caseId.toLowerCase())
    if (found !== undefined) return found
    throw new SlicewrightError(
      'UNKNOWN_ID',
      `Case "${caseId}" is not in plan ${planId}. Choose one of its cases, or freeze a plan with it.`,
      { details: { family: 'case', found: caseId } },
    )
  }

  /** Classes that label maps drawn for the plan brought along. */
  setClasses(planId: string, classes: PlanRecord['classes']): void {
    this.database.run('UPDATE plans SET classes = :classes WHERE plan_id = :planId', {
      planId,
      classes: JSON.stringify(classes),
    })
  }

  /** With its masks, decisions and steps. */
  remove(planId: string): void {
    this.get(planId)
    this.database.run('DELETE FROM plans WHERE plan_id = :planId', { planId })
  }

  private recordOf(row: Row): PlanRecord {
    const planId = String(row['plan_id'])
    const cases = this.database.all('SELECT * FROM plan_cases WHERE plan_id = :planId ORDER BY case_id', { planId })
    return planRecordSchema.parse({
      planId,
      name: row['name'],
      createdAt: row['created_at'],
      frozen: row['frozen'],
      contentSha256: row['content_sha256'],
      classes: JSON.parse(String(row['classes'])) as unknown,
      cases: cases.map((each) => ({
        caseId: each['case_id'],
        sliceAxis: each['slice_axis'],
        sliceCount: each['slice_count'],
        sliceIndices: JSON.parse(String(each['slice_indices'])) as unknown,
        foregroundSliceIndices: JSON.parse(String(each['foreground_slice_indices'])) as unknown,
        why: JSON.parse(String(each['why'])) as unknown,
        imageSha256: each['image_sha256'],
      })),
    })
  }
}
