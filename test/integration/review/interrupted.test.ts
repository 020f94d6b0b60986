import { describe, expect, it, onTestFinished } from 'vitest'
import type { ProducedSlice } from '../../../src-main/contract/jobs'
import { createEngine } from '../../../src-main/engine/createEngine'
import { nearest } from '../../../src-main/domain/propagation/nearest'
import { propagatePlan } from '../../../src-main/engine/propagation/propagatePlan'
import { openPlanLayer } from '../../../src-main/engine/review/PlanLayer'
import { childScript, exitOf } from '../../support/childScript'
import { planWorkspace } from '../../support/planWorkspace'

/** Planned and annotated in each case: 1 and 7 (empty), and 4. */
async function annotated(caseIds: readonly string[]) {
  const session = await planWorkspace(caseIds)
  const budget = { kind: 'slices', sliceTotal: 3 * caseIds.length, volumeCount: null } as const
  const { planId } = await session.freeze({ budget })
  const inPlan = { workspace: session.workspace, planId }
  await session.finished(await session.client.plans.takeImported(inPlan))
  return { ...session, inPlan }
}

describe('a propagation that runs', () => {
  it('announces slices as they come, nearest first, and then all of the volume', async () => {
    const { inPlan } = await annotated(['a'])
    const engine = createEngine()
    onTestFinished(() => engine.close())
    const produced: number[][] = []
    const job = {
      signal: new AbortController().signal,
      produce: (slices: readonly ProducedSlice[]) => void produced.push(slices.map(({ sliceIndex }) => sliceIndex)),
      report: () => undefined,
      measure: () => undefined,
      note: () => undefined,
    }
    const request = { planId: inPlan.planId, caseIds: ['a'], params: {}, seed: 0 }
    await engine.context.workspaces.use({ path: inPlan.workspace, mode: 'write' }, (workspace) =>
      propagatePlan({ workspace, entry: nearest, request, engine: engine.context, job }),
    )
    expect(produced).toEqual([[3], [5], [2], [6], [0, 1, 2, 3, 4, 5, 6, 7, 8]])
  })
})

describe('a propagation that is cancelled', () => {
  it('shows what has come until then, keeps finished volumes and nothing of the one at hand', async () => {
    const { inPlan } = await annotated(['a', 'b', 'c'])
    const engine = createEngine()
    onTestFinished(() => engine.close())
    const cancelled = new AbortController()
    const notes: string[] = []
    const shown: Promise<number[]>[] = []
    const layerOf = (caseId: string) => openPlanLayer(engine.context, { ...inPlan, caseId, kind: 'suggestion' })
    const layer = await layerOf('b')
    const produce = ([first]: readonly ProducedSlice[]) => {
      if (first.caseId !== 'b') return
      if (shown.length === 0) shown.push(layer.annotatedSliceIndices())
      cancelled.abort()
    }
    const job = {
      signal: cancelled.signal,
      produce,
      report: () => undefined,
      measure: () => undefined,
      note: (message: string) => void notes.push(message),
    }
    const request = { planId: inPlan.planId, caseIds: ['a', 'b', 'c'], params: {}, seed: 0 }
    const work = engine.context.workspaces.use({ path: inPlan.workspace, mode: 'write' }, (workspace) =>
      propagatePlan({ workspace, entry: nearest, request, engine: engine.context, job }),
    )
    await expect(work).rejects.toThrow('cancelled')
    // The nearest slice to key slice 4 comes first.
    expect(await shown[0]).toEqual([3])
    expect(notes).toEqual(['Kept the suggestions of a; nothing of b and later ones.'])
    expect(await (await layerOf('a')).annotatedSliceIndices()).toEqual([0, 2, 3, 5, 6, 8])
    expect(await layer.annotatedSliceIndices()).toEqual([])
    const undone = await engine.client.review.undo({ ...inPlan, caseId: null })
    expect(undone.title).toMatch(/, 1 volume$/)
    expect(undone.changed.map(({ caseId }) => caseId)).toEqual(['a'])
  })
})

describe('a review that is killed', () => {
  it('has every decision that was answered, and can go on', async () => {
    const { client, finished, inPlan } = await annotated(['a'])
    await finished(await client.propagation.start({ ...inPlan, caseIds: ['a'], method: 'nearest' }))
    const child = childScript('decideForever.ts', [inPlan.workspace, inPlan.planId])
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.split('\n').length > 10) child.kill('SIGKILL')
    })
    expect(await exitOf(child)).toBe('SIGKILL')
    const answered = text.trim().split('\n')
    const { slices, history, progress } = await client.review.open({ ...inPlan, caseId: 'a' })
    // The one after the last answer may have been made too.
    const last = answered[answered.length - 1]
    const next = progress.acceptedSliceCount + progress.rejectedSliceCount
    expect(next).toBe(6)
    const order = [0, 2, 3, 5, 6, 8]
    const at = order.indexOf(Number(last.split(' ')[0]))
    expect(`${order[at]} ${slices[order[at]].decision}`).toBe(last)
    expect(history.undo).not.toBeNull()
    await client.review.undo({ ...inPlan, caseId: 'a' })
    await client.review.decide({ ...inPlan, caseIds: ['a'], sliceIndices: [0], decision: 'accepted' })
  })
})
