import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planPropagationSchema, propagatorTrainingSchema } from '../../../src-main/contract/propagation'
import { childScript, exitOf, lineFrom } from '../../support/childScript'
import { engineSession } from '../../support/engineSession'
import { planWorkspace } from '../../support/planWorkspace'

/** The smallest network on squares of a few pixels: a step takes milliseconds. */
const TINY = {
  method: 'cohort',
  params: { stepCount: 20, baseChannelCount: 4, largestSide: 32, neighbourSlices: 0, batchSize: 1 },
  seed: 4,
  deviceId: 'onnx-cpu',
  threads: 1,
}
/** Long enough that a checkpoint is written on the way, at step 200. */
const LONGER = { ...TINY, params: { ...TINY.params, stepCount: 260 } }

/** Cases a, b and c, three slices of each drawn as they came with it. */
async function drawnPlan() {
  const world = await planWorkspace(['a', 'b', 'c'])
  const { planId } = await world.freeze()
  const inPlan = { workspace: world.workspace, planId }
  await world.finished(await world.client.plans.takeImported(inPlan))
  return { ...world, inPlan, unfinished: join(world.workspace, 'propagators', 'unfinished') }
}

describe('cohort through the engine', () => {
  it('trains on what was drawn, suggests the other slices and says what they are worth', async () => {
    const { client, inPlan, finished } = await drawnPlan()
    const started = await client.propagation.start({ ...inPlan, caseIds: ['a'], ...TINY })
    const result = planPropagationSchema.parse(await finished(started))
    expect(result.problems).toEqual([])
    expect(result.model).toMatchObject({ method: 'cohort', caseCount: 3, learnsFrom: 'annotated-slices', seed: 4 })
    expect(result.cases).toMatchObject([{ caseId: 'a' }])
    const { slices } = await client.review.open({ ...inPlan, caseId: 'a' })
    expect(slices.filter(({ origin }) => origin === 'propagated').length).toBeGreaterThan(0)
  })

  it('is cancelled within half a second, leaves a checkpoint and no model, and goes on from there', async () => {
    const { client, inPlan, finished, unfinished, workspace } = await drawnPlan()
    const { jobId } = await client.propagation.train({ ...inPlan, ...LONGER })
    const ended = finished({ jobId }).catch((error: unknown) => error)
    let askedAtMs = Infinity
    for await (const event of await client.jobs.watch({ jobId })) {
      if (event.type !== 'measured' || askedAtMs !== Infinity) continue
      askedAtMs = performance.now()
      await client.jobs.cancel({ jobId })
    }
    expect(await ended).toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - askedAtMs).toBeLessThan(500)
    expect((await client.propagation.models({ workspace })).models).toEqual([])
    expect(filesIn(unfinished)).toEqual(['cohort.safetensors'])
    const resumed = await trainAndWatch({ client, finished }, { ...inPlan, ...LONGER })
    expect(resumed.steps[0]).toBeGreaterThan(10)
    expect(existsSync(unfinished) ? filesIn(unfinished) : []).toEqual([])
  })

  it.skipIf(process.platform === 'win32')('goes on where it was killed, to the same model byte for byte', async () => {
    const { engine, inPlan, unfinished } = await drawnPlan()
    await engine.close()
    const child = childScript('trainForever.ts', [JSON.stringify({ ...inPlan, ...LONGER })])
    await lineFrom(child, 'checkpoint')
    child.kill('SIGKILL')
    expect(await exitOf(child)).toBe('SIGKILL')
    expect(filesIn(unfinished)).toEqual(['cohort.safetensors'])
    const next = engineSession()
    const resumed = await trainAndWatch(next, { ...inPlan, ...LONGER })
    expect(resumed.steps[0]).toBeGreaterThan(200)
    // Checkpoints are forgotten when the model is kept: this one begins anew.
    const whole = await trainAndWatch(next, { ...inPlan, ...LONGER })
    expect(whole.steps[0]).toBeLessThan(200)
    // The model's id is a hash of its bytes.
    expect(resumed.modelId).toBe(whole.modelId)
  })
})

type Session = Pick<ReturnType<typeof engineSession>, 'client' | 'finished'>
type TrainRequest = Parameters<Session['client']['propagation']['train']>[0]

/** Trains, and tells at which steps losses were measured. */
async function trainAndWatch({ client, finished }: Session, request: TrainRequest) {
  const started = await client.propagation.train(request)
  const steps: number[] = []
  for await (const event of await client.jobs.watch(started))
    if (event.type === 'measured')
      steps.push(...event.measurements.filter(({ series }) => series === 'training-loss').map(({ step }) => step))
  const { model } = propagatorTrainingSchema.parse(await finished(started))
  return { steps, modelId: model.modelId }
}

/** Names of the files somewhere below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ name }) => name)
}
