import { z } from 'zod'
import { SlicewrightError } from '../../../domain/errors'
import {
  DECISIONS,
  isSameReview,
  UNTOUCHED_SLICE,
  type SliceChange,
  type SliceReview,
} from '../../../domain/review/SliceReview'
import type { Row, WorkspaceDatabase } from '../WorkspaceDatabase'
import type { SliceMasks } from './SliceMasks'

const maskId = z.number().int().nullable()
const sliceReviewSchema = z.object({
  humanMaskId: maskId,
  suggestedMaskId: maskId,
  acceptedMaskId: maskId,
  decision: z.enum(DECISIONS).nullable(),
  isFlagged: z.boolean(),
})

/** Each case's ring keeps its latest steps; a step that falls out of one ring can no longer be undone anywhere. */
export const KEPT_STEPS = 200

export interface StepTitle {
  readonly stepId: number
  readonly title: string
}

/** A step that was done, undone or redone, and what it changed. */
export interface JournalStep extends StepTitle {
  readonly changes: readonly SliceChange[]
}

/**
 * The present state of every slice under a plan, and the steps that led to it. A step and its effect are one transaction: after a
 * crash either both are there or neither.
 */
export class ReviewJournal {
  private readonly database: WorkspaceDatabase
  private readonly masks: SliceMasks

  constructor(database: WorkspaceDatabase, masks: SliceMasks) {
    this.database = database
    this.masks = masks
  }

  /** By slice index; slices nothing has happened to are not in it. */
  slices(planId: string, caseId: string): Map<number, SliceReview> {
    return this.slicesSince({ planId, caseId, revision: 0 })
  }

  /** Only those that changed after `revision`. */
  slicesSince({ planId, caseId, revision }: { planId: string; caseId: string; revision: number }) {
    const rows = this.database.all(
      `SELECT * FROM plan_slices WHERE plan_id = :planId AND case_id = :caseId AND revision > :revision ORDER BY slice_index`,
      { planId, caseId, revision },
    )
    return new Map(rows.map((row) => [Number(row['slice_index']), reviewOf(row)]))
  }

  /** Counts the changes of a case. */
  revision(planId: string, caseId: string): number {
    const row = this.database.get('SELECT revision FROM plan_cases WHERE plan_id = :planId AND case_id = :caseId', {
      planId,
      caseId,
    })
    return Number(row?.['revision'] ?? 0)
  }

  /**
   * Does a step. Changes that change nothing are left out; a step without any is none.
   * @param extend a step to add to, as long work does case by case; where something came after it in one of these cases, a
   *   step of its own begins, so that the order in every ring stays the order in which things happened
   */
  record(step: {
    planId: string
    title: string
    changes: readonly SliceChange[]
    extend?: number | null
  }): JournalStep | null {
    const { planId, title, extend = null } = step
    const changes = step.changes.filter(({ before, after }) => !isSameReview(before, after))
    if (changes.length === 0) return null
    return this.database.transaction(() => {
      const caseIds = [...new Set(changes.map(({ caseId }) => caseId))]
      const forgot = this.forgetUndone(planId, caseIds)
      const isInOrder = caseIds.every((caseId) => (this.latestStepOf(planId, caseId) ?? 0) <= (extend ?? 0))
      const stepId = extend !== null && isInOrder && this.isDone(extend) ? extend : this.addStep(planId, title)
      for (const { caseId, sliceIndex, before, after } of changes)
        this.database.run(
          'INSERT INTO review_step_slices VALUES (:stepId, :planId, :caseId, :sliceIndex, :before, :after)',
          { stepId, planId, caseId, sliceIndex, before: JSON.stringify(before), after: JSON.stringify(after) },
        )
      this.apply(planId, changes, 'after')
      if (this.forgetOldest(planId, caseIds) || forgot) this.masks.sweep(planId)
      return { stepId, title, changes }
    })
  }

  /** When it is known what a long step amounted to. */
  rename(stepId: number, title: string): void {
    this.database.run('UPDATE review_steps SET title = :title WHERE step_id = :stepId', { stepId, title })
  }

  /** What undo and redo would do: of the case, or of the whole plan. */
  history(planId: string, caseId: string | null): { undo: StepTitle | null; redo: StepTitle | null } {
    return { undo: this.next({ planId, caseId, isUndone: false }), redo: this.next({ planId, caseId, isUndone: true }) }
  }

  /**
   * Takes back the latest step that concerns the case, or of the plan where none is named, in all its cases.
   * @throws SlicewrightError BAD_REQUEST if there is none, or naming the cases in which something came after it
   */
  undo(planId: string, caseId: string | null): JournalStep {
    return this.turn({ planId, caseId, isUndone: false })
  }

  /** @throws SlicewrightError BAD_REQUEST as `undo` */
  redo(planId: string, caseId: string | null): JournalStep {
    return this.turn({ planId, caseId, isUndone: true })
  }

  private turn({
    planId,
    caseId,
    isUndone,
  }: {
    planId: string
    caseId: string | null
    isUndone: boolean
  }): JournalStep {
    return this.database.transaction(() => {
      const step = this.next({ planId, caseId, isUndone })
      const verb = isUndone ? 'redo' : 'undo'
      if (step === null)
        throw new SlicewrightError(
          'BAD_REQUEST',
          `There is nothing to ${verb}${caseId === null ? '' : ` in ${caseId}`}.`,
        )
      const changes = this.changesOf(step.stepId)
      const cases = [...new Set(changes.map((change) => change.caseId))]
      const inTheWay = cases.filter((each) => this.next({ planId, caseId: each, isUndone })?.stepId !== step.stepId)
      if (inTheWay.length > 0)
        throw new SlicewrightError(
          'BAD_REQUEST',
          `"${step.title}" concerns ${cases.length} volumes, and ${isUndone ? 'earlier steps are still undone' : 'later steps were taken'} in ` +
            `${inTheWay.join(', ')}. ${isUndone ? 'Redo' : 'Undo'} those first, or leave it.`,
          { details: { step: step.title, cases: inTheWay } },
        )
      this.apply(planId, changes, isUndone ? 'after' : 'before')
      this.database.run('UPDATE review_steps SET is_undone = :isUndone WHERE step_id = :stepId', {
        stepId: step.stepId,
        isUndone: Number(!isUndone),
      })
      return { ...step, changes }
    })
  }

  /** The latest step that is done, or the first of those undone. */
  private next({
    planId,
    caseId,
    isUndone,
  }: {
    planId: string
    caseId: string | null
    isUndone: boolean
  }): StepTitle | null {
    const row = this.database.get(
      `SELECT step_id, title FROM review_steps s WHERE plan_id = :planId AND is_undone = :isUndone AND EXISTS
        (SELECT 1 FROM review_step_slices r WHERE r.step_id = s.step_id AND (:caseId IS NULL OR r.case_id = :caseId))
       ORDER BY step_id ${isUndone ? 'ASC' : 'DESC'} LIMIT 1`,
      { planId, caseId, isUndone: Number(isUndone) },
    )
    return row === null ? null : { stepId: Number(row['step_id']), title: String(row['title']) }
  }

  private addStep(planId: string, title: string): number {
    const row = this.database.get(
      'INSERT INTO review_steps (plan_id, title, done_at) VALUES (:planId, :title, :now) RETURNING step_id',
      { planId, title, now: new Date().toISOString() },
    )
    return Number(row?.['step_id'])
  }

  private isDone(stepId: number): boolean {
    return (
      this.database.get('SELECT 1 FROM review_steps WHERE step_id = :stepId AND is_undone = 0', { stepId }) !== null
    )
  }

  private latestStepOf(planId: string, caseId: string): number | null {
    const row = this.database.get(
      'SELECT max(step_id) AS latest FROM review_step_slices WHERE plan_id = :planId AND case_id = :caseId',
      { planId, caseId },
    )
    return row?.['latest'] == null ? null : Number(row['latest'])
  }

  private changesOf(stepId: number): SliceChange[] {
    return this.database
      .all('SELECT * FROM review_step_slices WHERE step_id = :stepId ORDER BY case_id, slice_index', { stepId })
      .map((row) => ({
        caseId: String(row['case_id']),
        sliceIndex: Number(row['slice_index']),
        before: sliceReviewSchema.parse(JSON.parse(String(row['before']))),
        after: sliceReviewSchema.parse(JSON.parse(String(row['after']))),
      }))
  }

  private apply(planId: string, changes: readonly SliceChange[], side: 'before' | 'after'): void {
    for (const caseId of new Set(changes.map((change) => change.caseId)))
      this.database.run('UPDATE plan_cases SET revision = revision + 1 WHERE plan_id = :planId AND case_id = :caseId', {
        planId,
        caseId,
      })
    for (const change of changes) {
      const state = change[side]
      this.database.run(
        `INSERT INTO plan_slices SELECT plan_id, case_id, :sliceIndex, :human, :suggested, :accepted, :decision, :isFlagged,
          revision FROM plan_cases WHERE plan_id = :planId AND case_id = :caseId
         ON CONFLICT (plan_id, case_id, slice_index) DO UPDATE SET human_mask_id = excluded.human_mask_id,
          suggested_mask_id = excluded.suggested_mask_id, accepted_mask_id = excluded.accepted_mask_id,
          decision = excluded.decision, is_flagged = excluded.is_flagged, revision = excluded.revision`,
        {
          planId,
          caseId: change.caseId,
          sliceIndex: change.sliceIndex,
          human: state.humanMaskId,
          suggested: state.suggestedMaskId,
          accepted: state.acceptedMaskId,
          decision: state.decision,
          isFlagged: Number(state.isFlagged),
        },
      )
    }
  }

  /**
   * A new step makes undone ones of its cases unreachable, and with them undone ones of every case those concern: what came
   * after them began from what they did.
   */
  private forgetUndone(planId: string, caseIds: readonly string[]): boolean {
    const undone = this.database.all(
      `SELECT DISTINCT step_id, case_id FROM review_step_slices JOIN review_steps USING (step_id)
       WHERE review_steps.plan_id = :planId AND is_undone = 1`,
      { planId },
    )
    const cases = new Set(caseIds)
    const steps = new Set<number>()
    for (let grew = true; grew;) {
      grew = false
      for (const row of undone) {
        const [stepId, caseId] = [Number(row['step_id']), String(row['case_id'])]
        if (cases.has(caseId) && !steps.has(stepId)) {
          steps.add(stepId)
          grew = true
        } else if (steps.has(stepId) && !cases.has(caseId)) {
          cases.add(caseId)
          grew = true
        }
      }
    }
    this.forget(steps)
    return steps.size > 0
  }

  private forgetOldest(planId: string, caseIds: readonly string[]): boolean {
    const old = caseIds.flatMap((caseId) =>
      this.database
        .all(
          `SELECT DISTINCT step_id FROM review_step_slices WHERE plan_id = :planId AND case_id = :caseId
           ORDER BY step_id DESC LIMIT -1 OFFSET ${KEPT_STEPS}`,
          { planId, caseId },
        )
        .map((row) => Number(row['step_id'])),
    )
    this.forget(new Set(old))
    return old.length > 0
  }

  private forget(stepIds: ReadonlySet<number>): void {
    for (const stepId of stepIds) this.database.run('DELETE FROM review_steps WHERE step_id = :stepId', { stepId })
  }
}

export function reviewAt(slices: ReadonlyMap<number, SliceReview>, sliceIndex: number): SliceReview {
  return slices.get(sliceIndex) ?? UNTOUCHED_SLICE
}

function reviewOf(row: Row): SliceReview {
  const id = (column: string) => (row[column] === null ? null : Number(row[column]))
  return {
    humanMaskId: id('human_mask_id'),
    suggestedMaskId: id('suggested_mask_id'),
    acceptedMaskId: id('accepted_mask_id'),
    decision: z.enum(DECISIONS).nullable().parse(row['decision']),
    isFlagged: row['is_flagged'] === 1,
  }
}
