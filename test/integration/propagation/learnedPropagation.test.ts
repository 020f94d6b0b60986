import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobEvent } from '../../../src-main/contract/jobs'
import { planPropagationSchema, propagatorTrainingSchema } from '../../../src-main/contract/propagation'
import { decodeSafetensors } from '../../../src-main/io/files/safetensors'
import { engineSession } from '../../support/engineSession'
import { MEAN_BOX_CONFIDENCE, propagatorsWithMeanBox } from '../../support/meanBoxPropagator'
import { planWorkspace } from '../../support/planWorkspace'
import { temporaryFolder } from '../../support/temporaryFolder'

const method = 'mean-box'

/** Cases a, b and c, three slices of each drawn as they came with it. */
async function drawnPlan() {
  const world = await planWorkspace(['a', 'b', 'c'], { propagators: propagatorsWithMeanBox })
  const { planId } = await world.freeze()
  const inPlan = { workspace: world.workspace, planId }
  await world.finished(await world.client.plans.takeImported(inPlan))
  const train = async (more: { seed?: number; params?: Record<string, unknown> } = {}) =>
    propagatorTrainingSchema.parse(
      await world.finished(await world.client.propagation.train({ ...inPlan, method, ...more })),
    )
  return { ...world, inPlan, train }
}

describe('training a propagator', () => {
  it('keeps one file: the same training gives the same bytes, another seed others', async () => {
    const { client, workspace, train } = await drawnPlan()
    const first = await train({ seed: 7 })
    expect(first.model).toMatchObject({ method, seed: 7, caseCount: 3, learnsFrom: 'annotated-slices', weightCount: 5 })
    const path = join(workspace, 'propagators', `${first.model.modelId}.safetensors`)
    const bytes = readFileSync(path)
    expect((await train({ seed: 7 })).model.modelId).toBe(first.model.modelId)
    expect(readFileSync(path)).toEqual(bytes)
    const other = await train({ seed: 8 })
    expect(other.model.modelId).not.toBe(first.model.modelId)
    const { models, problems } = await client.propagation.models({ workspace })
    expect(models.map(({ modelId }) => modelId).sort()).toEqual([first.model.modelId, other.model.modelId].sort())
    expect(problems).toEqual([])
    // The square covers rows and columns 1 and 2.
    const { arrays, metadata } = decodeSafetensors(bytes)
    expect([...arrays['box'].data.slice(0, 4)]).toEqual([1, 1, 2, 2])
    expect(Object.values(metadata).join()).not.toContain(workspace)
    expect(readdirSync(join(workspace, 'propagators', 'unfinished'))).toEqual([])
  })

  it('measures while it trains, is paused, and goes on to the same model', async () => {
    const { client, train, inPlan, finished } = await drawnPlan()
    const params = { steps: 8, stepMs: 150 }
    const straight = await train({ params })
    // Another seed, so that the first training is not simply found again.
    const request = { ...inPlan, method, params, seed: 1 }
    const { jobId } = await client.propagation.train(request)
    const losses: number[] = []
    let isAsked = false
    for await (const event of await client.jobs.watch({ jobId })) {
      losses.push(...measuredSteps(event))
      if (losses.length > 0 && !isAsked) {
        isAsked = true
        await client.jobs.pause({ jobId })
      }
      if (event.type === 'stateChanged' && event.state === 'paused') break
    }
    expect(losses.length).toBeLessThan(8)
    await client.jobs.resume({ jobId })
    const resumed = propagatorTrainingSchema.parse(await finished({ jobId }))
    expect(resumed.model.seed).toBe(1)
    const whole = propagatorTrainingSchema.parse(await finished(await client.propagation.train(request)))
    expect(resumed.model.modelId).toBe(whole.model.modelId)
    expect(straight.model.modelId).not.toBe(whole.model.modelId)
  })

  it('goes on in the next engine when one ends in the middle', async () => {
    const { engine, inPlan } = await drawnPlan()
    const userFolder = temporaryFolder()
    const params = { steps: 8, stepMs: 150 }
    const here = engineSession({ propagators: propagatorsWithMeanBox, userFolder })
    await engine.close()
    const { jobId } = await here.client.propagation.train({ ...inPlan, method, params, seed: 2 })
    for await (const event of await here.client.jobs.watch({ jobId })) if (measuredSteps(event).length > 0) break
    await here.engine.close()
    const next = engineSession({ propagators: propagatorsWithMeanBox, userFolder })
    expect(await next.client.jobs.list()).toMatchObject([{ jobId, state: 'interrupted', isResumable: true }])
    await next.client.jobs.resume({ jobId })
    const steps: number[] = []
    for await (const event of await next.client.jobs.watch({ jobId })) steps.push(...measuredSteps(event))
    // It does not begin with the first step again.
    expect(Math.min(...steps)).toBeGreaterThan(1)
    expect(steps.at(-1)).toBe(8)
  })

  it('is cancelled within half a second and leaves no model', async () => {
    const { client, inPlan, workspace, finished } = await drawnPlan()
    const { jobId } = await client.propagation.train({ ...inPlan, method, params: { steps: 1000, stepMs: 50 } })
    const ended = finished({ jobId })
    setTimeout(() => void client.jobs.cancel({ jobId }), 200)
    const begunAtMs = performance.now()
    await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - begunAtMs).toBeLessThan(200 + 500)
    expect((await client.propagation.models({ workspace })).models).toEqual([])
  })

  it('says what is missing where nothing is drawn, and that plain methods learn nothing', async () => {
    const world = await planWorkspace(['a'], { propagators: propagatorsWithMeanBox })
    const { planId } = await world.freeze()
    const inPlan = { workspace: world.workspace, planId }
    await expect(world.finished(await world.client.propagation.train({ ...inPlan, method }))).rejects.toMatchObject({
      code: 'LABEL_NOTHING_ANNOTATED',
    })
    await expect(
      world.finished(await world.client.propagation.train({ ...inPlan, method: 'nearest' })),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('model files', () => {
  it('go to another project and back, byte for byte', async () => {
    const here = await drawnPlan()
    const { model } = await here.train()
    const output = join(temporaryFolder(), 'mine.safetensors')
    await here.client.propagation.exportModel({ workspace: here.workspace, modelId: model.modelId, output })
    const there = await drawnPlan()
    const imported = await there.client.propagation.importModel({ workspace: there.workspace, path: output })
    expect(imported.modelId).toBe(model.modelId)
    await there.client.propagation.removeModel({ workspace: there.workspace, modelId: model.modelId })
    expect((await there.client.propagation.models({ workspace: there.workspace })).models).toEqual([])
    await expect(
      there.client.propagation.removeModel({ workspace: there.workspace, modelId: '../../workspace' }),
    ).rejects.toMatchObject({ data: { code: 'UNKNOWN_ID' } })
  })

  it('that are none are refused with what was found and what to do, and do not hide the others', async () => {
    const { client, workspace, train } = await drawnPlan()
    const { model } = await train()
    const wrong = join(temporaryFolder(), 'wrong.safetensors')
    writeFileSync(wrong, 'no model at all')
    await expect(client.propagation.importModel({ workspace, path: wrong })).rejects.toMatchObject({
      data: { code: 'MODEL_INVALID', message: expect.stringMatching(/safetensors file.*Choose another file/) },
    })
    copyFileSync(wrong, join(workspace, 'propagators', 'mean-box-000000000000.safetensors'))
    const { models, problems } = await client.propagation.models({ workspace })
    expect(models.map(({ modelId }) => modelId)).toEqual([model.modelId])
    expect(problems).toMatchObject([{ code: 'MODEL_INVALID' }])
  })
})

describe('propagating a plan with a method that learns', () => {
  it('trains first and keeps the model; confidence lies beside the suggestion and is handed out', async () => {
    const { client, engine, inPlan, workspace, finished } = await drawnPlan()
    const started = await client.propagation.start({ ...inPlan, caseIds: ['a'], method })
    const result = planPropagationSchema.parse(await finished(started))
    expect(result.problems).toEqual([])
    expect(result.model).toMatchObject({ method, caseCount: 3 })
    expect(result.cases[0]).toMatchObject({ caseId: 'a', estimate: { iou: expect.any(Number) as number } })
    const again = planPropagationSchema.parse(
      await finished(
        await client.propagation.start({ ...inPlan, caseIds: ['a'], method, modelId: result.model!.modelId }),
      ),
    )
    expect(again.model).toEqual(result.model)
    const { slices } = await client.review.open({ ...inPlan, caseId: 'a' })
    const suggested = slices.filter(({ origin }) => origin === 'propagated')
    expect(suggested.length).toBeGreaterThan(0)
    // Nothing is said of slices that came out empty.
    for (const { confidence, hops } of suggested) {
      expect(confidence === null).toBe(hops === null)
      if (confidence === null) continue
      expect(confidence).toBeGreaterThan(0)
      expect(confidence).toBeLessThanOrEqual(1)
    }
    const { layers } = await client.volumes.open({ workspace, caseId: 'a', planId: inPlan.planId })
    const layer = layers.find(({ kind }) => kind === 'suggestion')!
    expect(layers.find(({ kind }) => kind === 'working')!.confidence).toBeNull()
    const { signal } = new AbortController()
    const read = (path: string) => engine.readBulk({ path, signal })
    const voxels = await read(layer.voxels.url)
    const confidence = await read(layer.confidence!.url)
    // Between the outermost key slices the box was painted with 170, a level that is kept exactly.
    const between = suggested.filter(({ keySliceIndices }) => keySliceIndices.length === 2)
    for (const { sliceIndex } of between)
      for (let at = 16 * sliceIndex; at < 16 * (sliceIndex + 1); at++)
        expect(confidence[at]).toBe(voxels[at] === 1 ? MEAN_BOX_CONFIDENCE : 255)
  })

  it('refuses a model of another method', async () => {
    const { client, inPlan, train, finished } = await drawnPlan()
    const { model } = await train()
    const start = { ...inPlan, caseIds: ['a'], method: 'nearest', modelId: model.modelId }
    await expect(finished(await client.propagation.start(start))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

function measuredSteps(event: JobEvent): number[] {
  return event.type === 'measured' ? event.measurements.map(({ step }) => step) : []
}
