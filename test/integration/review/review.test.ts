import { describe, expect, it, onTestFinished } from 'vitest'
import { planPropagationSchema } from '../../../src-main/contract/propagation'
import { createEngine } from '../../../src-main/engine/createEngine'
import { openPlanLayer } from '../../../src-main/engine/review/PlanLayer'
import { planWorkspace, type PlanWorkspace } from '../../support/planWorkspace'

/** Slices 1 (empty), 4 and 7 (empty) of 9 annotated, in each case. Truth: the square in 2 to 6. */
async function annotated(caseIds: readonly string[]) {
  const session = await planWorkspace(caseIds)
  const plan = await session.freeze({
    budget: { kind: 'slices', sliceTotal: 3 * caseIds.length, volumeCount: null },
    policy: 'fixed-interval',
    params: { phase: 0.4 },
  })
  expect(plan.cases[0].sliceIndices).toEqual([1, 4, 7])
  const { planId } = plan
  await session.finished(await session.client.plans.takeImported({ workspace: session.workspace, planId }))
  return { ...session, planId, inPlan: { workspace: session.workspace, planId } }
}

type Annotated = Awaited<ReturnType<typeof annotated>>

async function propagate({ client, finished, inPlan }: Annotated, caseIds: string[], method = 'nearest') {
  return planPropagationSchema.parse(await finished(await client.propagation.start({ ...inPlan, caseIds, method })))
}

/** Class in the middle of each slice; "." where the layer shows nothing. */
async function layerOf(
  { workspace, planId }: { workspace: string; planId: string },
  kind: 'working' | 'suggestion',
  caseId = 'a',
) {
  const engine = createEngine()
  try {
    const layer = await openPlanLayer(engine.context, { workspace, planId, caseId, kind })
    const bytes = await layer.read({
      offsetBytes: 0,
      lengthBytes: layer.byteLength,
      signal: new AbortController().signal,
    })
    const shown = new Set(await layer.annotatedSliceIndices())
    return Array.from({ length: 9 }, (_, k) => (shown.has(k) ? String(bytes[5 + 16 * k]) : '.')).join('')
  } finally {
    await engine.close()
  }
}

describe('propagation over a plan', () => {
  it('suggests the slices between, blocks at empty ones, and compares with the truth', async () => {
    const world = await annotated(['a', 'b'])
    const result = await propagate(world, ['a', 'b'])
    expect(result.title).toMatch(/^Propagate .+, 2 volumes$/)
    // Truth in the unannotated slices: 2, 3, 5, 6. "nearest" carries slice 4 to 2, 3, 5 and 6: all of it and nothing else.
    expect(result.cases[0]).toMatchObject({ caseId: 'a', filledSliceCount: 4, iou: 1 })
    expect(await layerOf(world, 'working')).toBe('.0..1..0.')
    expect(await layerOf(world, 'suggestion')).toBe('0.11.11.0')
    const { slices, progress, method } = await world.client.review.open({ ...world.inPlan, caseId: 'a' })
    expect(method).toBe('nearest')
    expect(slices.map(({ origin }) => origin)).toEqual([
      'propagated',
      'human-empty',
      'propagated',
      'propagated',
      'human',
      'propagated',
      'propagated',
      'human-empty',
      'propagated',
    ])
    expect(slices[2]).toMatchObject({ keySliceIndices: [4], hops: 2, decision: null, iou: 1, areaJumpFraction: 1 })
    expect(slices[0]).toMatchObject({ keySliceIndices: [], hops: null, iou: null })
    expect(progress).toMatchObject({ suggestedSliceCount: 6, unreviewedSliceCount: 6 })
  })

  it('works along another axis: layers lie on the stored grid', async () => {
    const session = await planWorkspace(['a'], { sliceAxis: 'i' })
    const budget = { kind: 'density', densityFraction: 0.5, volumeCount: null } as const
    const { planId, cases } = await session.freeze({ budget })
    expect(cases[0]).toMatchObject({ sliceAxis: 'i', sliceCount: 4, sliceIndices: [1, 3] })
    const world = { ...session, planId, inPlan: { workspace: session.workspace, planId } }
    await world.finished(await world.client.plans.takeImported(world.inPlan))
    await propagate(world, ['a'])
    const engine = createEngine()
    onTestFinished(() => engine.close())
    const layer = await openPlanLayer(engine.context, { ...world.inPlan, caseId: 'a', kind: 'suggestion' })
    // The row j = 1 of k = 3: slice 1 is a person's, 3 is empty, 0 and 2 show what slice 1 shows.
    const row = { offsetBytes: 4 + 3 * 16, lengthBytes: 4, signal: new AbortController().signal }
    expect([...(await layer.read(row))]).toEqual([1, 0, 1, 0])
    expect(await layer.annotatedSliceIndices()).toEqual([0, 2])
  })

  it('says for each case why it could not be done', async () => {
    const session = await planWorkspace(['a'])
    const { planId } = await session.freeze()
    const world = { ...session, planId, inPlan: { workspace: session.workspace, planId } }
    const result = await propagate(world, ['a'])
    expect(result.cases).toEqual([])
    expect(result.problems).toMatchObject([{ path: 'a', code: 'LABEL_NOTHING_ANNOTATED' }])
  })
})

describe('review', () => {
  it('accepts, rejects, flags and takes back, and a new engine sees the same', async () => {
    const world = await annotated(['a'])
    await propagate(world, ['a'])
    const { client, inPlan } = world
    const accepted = await client.review.decide({
      ...inPlan,
      caseIds: ['a'],
      sliceIndices: [2, 3],
      decision: 'accepted',
    })
    expect(accepted).toMatchObject({ title: 'Accept 2 slices of a', changed: [{ caseId: 'a', sliceIndices: [2, 3] }] })
    await client.review.decide({ ...inPlan, caseIds: ['a'], sliceIndices: [5], decision: 'rejected' })
    await client.review.flag({ ...inPlan, caseId: 'a', sliceIndex: 4, isFlagged: true })
    expect(await layerOf(world, 'working')).toBe('.0111..0.')
    expect(await layerOf(world, 'suggestion')).toBe('0....11.0')
    const engine = createEngine()
    const seen = await engine.client.review.open({ ...inPlan, caseId: 'a' })
    await engine.close()
    expect(seen).toEqual(await client.review.open({ ...inPlan, caseId: 'a' }))
    expect(seen.progress).toEqual({
      caseId: 'a',
      suggestedSliceCount: 6,
      acceptedSliceCount: 2,
      rejectedSliceCount: 1,
      flaggedSliceCount: 1,
      unreviewedSliceCount: 3,
    })
    expect(seen.history).toMatchObject({ undo: { title: 'Flag slice 5 of a' }, redo: null })
    for (let n = 0; n < 3; n++) await client.review.undo({ ...inPlan, caseId: 'a' })
    expect(await layerOf(world, 'working')).toBe('.0..1..0.')
    const redone = await client.review.redo({ ...inPlan, caseId: 'a' })
    expect(redone).toMatchObject({ title: 'Accept 2 slices of a', history: { redo: { title: 'Reject slice 6 of a' } } })
    expect(await layerOf(world, 'working')).toBe('.0111..0.')
    // Something new: what was undone cannot come back.
    await client.review.decide({ ...inPlan, caseIds: ['a'], sliceIndices: null, decision: 'accepted' })
    expect(await layerOf(world, 'working')).toBe('001111100')
    await expect(client.review.redo({ ...inPlan, caseId: 'a' })).rejects.toThrow('nothing to redo in a')
    await expect(
      client.review.decide({ ...inPlan, caseIds: ['a'], sliceIndices: [4], decision: 'rejected' }),
    ).rejects.toThrow('Nothing is suggested for slice 5 of a')
  })

  it('undoes a step over several cases in all of them, or refuses and names those with later steps', async () => {
    const world = await annotated(['a', 'b', 'c'])
    const { client, inPlan } = world
    await propagate(world, ['a', 'b', 'c'])
    const all = await client.review.decide({ ...inPlan, caseIds: ['a', 'b'], sliceIndices: null, decision: 'accepted' })
    expect(all.title).toBe('Accept 12 slices, 2 volumes')
    await client.review.flag({ ...inPlan, caseId: 'b', sliceIndex: 0, isFlagged: true })
    await expect(client.review.undo({ ...inPlan, caseId: 'a' })).rejects.toThrow('later steps were taken in b')
    await client.review.undo({ ...inPlan, caseId: 'b' })
    const undone = await client.review.undo({ ...inPlan, caseId: 'a' })
    expect(undone.changed.map(({ caseId }) => caseId)).toEqual(['a', 'b'])
    expect(undone.history.undo?.title).toMatch(/^Propagate .+, 3 volumes$/)
    const gone = await client.review.undo({ ...inPlan, caseId: null })
    expect(gone.changed.map(({ caseId }) => caseId)).toEqual(['a', 'b', 'c'])
    for (const caseId of ['a', 'b', 'c']) expect(await layerOf(world, 'suggestion', caseId)).toBe('.........')
    await client.review.redo({ ...inPlan, caseId: null })
    expect(await layerOf(world, 'suggestion', 'c')).toBe('0.11.11.0')
  })

  it('keeps accepted slices when the suggestion is discarded or made anew', async () => {
    const world = await annotated(['a'])
    const { client, inPlan } = world
    await propagate(world, ['a'])
    await client.review.decide({ ...inPlan, caseIds: ['a'], sliceIndices: [3], decision: 'accepted' })
    await client.review.discard({ ...inPlan, caseIds: ['a'] })
    expect(await layerOf(world, 'suggestion')).toBe('.........')
    expect(await layerOf(world, 'working')).toBe('.0.11..0.')
    await propagate(world, ['a'], 'signed-distance')
    expect(await layerOf(world, 'suggestion')).toBe('0.1..11.0')
    const { slices } = await client.review.open({ ...inPlan, caseId: 'a' })
    expect(slices[3]).toMatchObject({ origin: 'propagated', decision: 'accepted' })
  })

  it('marks a suggestion that is older than a drawing', async () => {
    const world: PlanWorkspace & { planId: string; inPlan: { workspace: string; planId: string } } = await annotated([
      'a',
    ])
    await propagate(world as Annotated, ['a'])
    const { join } = await import('node:path')
    const { squareOn, writePlanLabels } = await import('../../support/planWorkspace')
    const path = join(world.folder, 'a.nii.gz')
    const facts = async () => (await world.client.plans.get(world.inPlan)).cases[0]
    await writePlanLabels(path, squareOn([4]))
    await world.finished(await world.client.plans.importLabels({ ...world.inPlan, path, emptySlices: 'only-drawn' }))
    expect(await facts()).toMatchObject({ isSuggestionStale: false, annotatedSliceIndices: [4] })
    await writePlanLabels(path, (i, j, k) => (k === 4 ? Number(i === 1) : 255))
    await world.finished(await world.client.plans.importLabels({ ...world.inPlan, path, emptySlices: 'only-drawn' }))
    expect(await facts()).toMatchObject({
      isSuggestionStale: true,
      annotatedSliceIndices: [4],
      emptySliceIndices: [1, 7],
    })
  })
})
