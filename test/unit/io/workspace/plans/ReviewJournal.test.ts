import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { UNTOUCHED_SLICE, type SliceReview } from '../../../../../src-main/domain/review/SliceReview'
import { openWorkspace, type Workspace } from '../../../../../src-main/io/workspace/Workspace'
import { KEPT_STEPS } from '../../../../../src-main/io/workspace/plans/ReviewJournal'
import { exampleCase } from '../../../../support/exampleCase'
import { temporaryFolder } from '../../../../support/temporaryFolder'

function withPlan(caseIds: readonly string[]): { workspace: Workspace; path: string } {
  const path = join(temporaryFolder(), 'workspace')
  const workspace = openWorkspace({ path, mode: 'write', create: true })
  onTestFinished(() => workspace.close())
  workspace.datasets.add({ name: 'hearts', layout: 'nnunet-raw', classNames: {}, channelName: null })
  for (const caseId of caseIds) workspace.caseTable.add(exampleCase(path, caseId))
  const facts = {
    sliceAxis: 'k',
    sliceCount: 2,
    sliceIndices: [0],
    foregroundSliceIndices: null,
    why: null,
    imageSha256: 'ab',
  } as const
  workspace.plans.add({
    planId: 'plan',
    name: 'first',
    createdAt: '2026-01-01T00:00:00.000Z',
    frozen: '{}',
    contentSha256: '',
    classes: [],
    cases: caseIds.map((caseId) => ({ ...facts, sliceIndices: [0], caseId })),
  })
  return { workspace, path }
}

/** Gives slice 0 of each case another state, as one step. */
function step(
  { review }: Workspace,
  caseIds: readonly string[],
  after: Partial<SliceReview>,
  extend: number | null = null,
) {
  const changes = caseIds.map((caseId) => {
    const before = review.slices('plan', caseId).get(0) ?? UNTOUCHED_SLICE
    return { caseId, sliceIndex: 0, before, after: { ...before, ...after } }
  })
  return review.record({ planId: 'plan', title: `step on ${caseIds.join(' and ')}`, changes, extend })
}

const flagOf = ({ review }: Workspace, caseId: string) => review.slices('plan', caseId).get(0)?.isFlagged ?? false

function countOf(path: string, table: string): unknown {
  const database = new DatabaseSync(join(path, 'workspace.sqlite'), { readOnly: true })
  const row = database.prepare(`SELECT count(*) AS n FROM ${table}`).get()
  database.close()
  return row?.['n']
}

describe('ReviewJournal', () => {
  it('keeps no step that changes nothing', () => {
    const { workspace } = withPlan(['a'])
    expect(step(workspace, ['a'], {})).toBeNull()
    expect(workspace.review.history('plan', 'a')).toEqual({ undo: null, redo: null })
  })

  it('forgets an undone step together with undone ones that began from it', () => {
    const { workspace } = withPlan(['a', 'b'])
    step(workspace, ['a', 'b'], { isFlagged: true })
    step(workspace, ['b'], { decision: 'rejected' })
    workspace.review.undo('plan', 'b')
    workspace.review.undo('plan', 'b')
    expect([flagOf(workspace, 'a'), flagOf(workspace, 'b')]).toEqual([false, false])
    step(workspace, ['a'], { decision: 'rejected' })
    expect(workspace.review.history('plan', 'b')).toEqual({ undo: null, redo: null })
  })

  it('adds to a step case by case, and begins another where something came after it', () => {
    const { workspace } = withPlan(['a', 'b', 'c'])
    const first = step(workspace, ['a'], { isFlagged: true })?.stepId ?? 0
    step(workspace, ['c'], { decision: 'rejected' })
    expect(step(workspace, ['b'], { isFlagged: true }, first)?.stepId).toBe(first)
    expect(step(workspace, ['c'], { isFlagged: true }, first)?.stepId).toBeGreaterThan(first)
    workspace.review.undo('plan', 'a')
    expect(['a', 'b', 'c'].map((caseId) => flagOf(workspace, caseId))).toEqual([false, false, true])
  })

  it('keeps so many steps of a case', () => {
    const { workspace } = withPlan(['a', 'b'])
    step(workspace, ['a', 'b'], { decision: 'rejected' })
    for (let n = 0; n < KEPT_STEPS; n++) step(workspace, ['a'], { isFlagged: n % 2 === 0 })
    expect(workspace.review.history('plan', 'b').undo).toBeNull()
    for (let n = 0; n < KEPT_STEPS; n++) workspace.review.undo('plan', 'a')
    expect(() => workspace.review.undo('plan', 'a')).toThrow('nothing to undo in a')
    expect(workspace.review.slices('plan', 'a').get(0)?.decision).toBe('rejected')
  })

  it('forgets masks that nothing refers to any more, and only those', () => {
    const { workspace, path } = withPlan(['a'])
    const add = (label: number) =>
      workspace.masks.add({
        planId: 'plan',
        caseId: 'a',
        sliceIndex: 0,
        encoded: { runs: Uint8Array.of(label, 12), areaVoxels: 12 },
        suggestion: null,
      })
    step(workspace, ['a'], { humanMaskId: add(1) })
    step(workspace, ['a'], { humanMaskId: add(2) })
    expect(countOf(path, 'slice_masks')).toBe(2)
    workspace.review.undo('plan', 'a')
    expect(workspace.masks.labels(workspace.review.slices('plan', 'a').get(0)?.humanMaskId ?? 0, 12)[0]).toBe(1)
    step(workspace, ['a'], { isFlagged: true })
    expect(countOf(path, 'slice_masks')).toBe(1)
  })

  it('loses everything of a case that leaves the workspace, and of a plan that is removed', () => {
    const { workspace, path } = withPlan(['a', 'b'])
    step(workspace, ['a', 'b'], { isFlagged: true })
    const database = new DatabaseSync(join(path, 'workspace.sqlite'), { enableForeignKeyConstraints: true })
    database.exec(`DELETE FROM cases WHERE case_id = 'a'`)
    database.close()
    expect(workspace.plans.get('plan').cases.map(({ caseId }) => caseId)).toEqual(['b'])
    expect(workspace.review.undo('plan', null).changes.map(({ caseId }) => caseId)).toEqual(['b'])
    workspace.plans.remove('plan')
    for (const table of ['plans', 'plan_cases', 'plan_slices', 'slice_masks', 'review_steps', 'review_step_slices'])
      expect(countOf(path, table)).toBe(0)
  })
})
