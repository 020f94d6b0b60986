import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { cohort } from '../../../../../src-main/compute/propagators/cohort/cohort'
import type { FitCheckpoint, PropagationModel } from '../../../../../src-main/compute/propagators/LearnedPropagator'
import { leftOutFactsOf } from '../../../../../src-main/domain/propagation/estimate/LeftOutFacts'
import { sliceStatesOf } from '../../../../../src-main/domain/labels/sliceStates'
import { propagateStack } from '../../../../../src-main/domain/propagation/propagateStack'
import { sliceOf, sliceStackOf } from '../../../../../src-main/domain/propagation/SliceStack'
import { sliceIou } from '../../../../../src-main/domain/review/sliceIou'
import { openNativeBackend } from '../../../../support/nativeBackends'
import { KEY_SLICES, SMALL, smallCase, smallCohort, smallContext, type SmallCase } from './smallCohort'

let model: PropagationModel
let losses: number[]
let heldOutIou: { step: number; value: number }[]
beforeAll(async () => {
  const context = await smallContext()
  model = await cohort.fit(smallCohort(4), SMALL, context)
  losses = context.losses
  heldOutIou = context.heldOutIou
}, 120_000)

async function fill(
  target: SmallCase,
  options: { signal?: AbortSignal; produced?: (sliceIndex: number) => void; outside?: 'half-way' | 'background' } = {},
) {
  const ready = await cohort.open(model, { backend: await openNativeBackend('onnx-cpu') })
  const stack = sliceStackOf(target.sparse, 'k')
  try {
    const result = await propagateStack({
      stack,
      states: sliceStatesOf({ labelMap: target.sparse, axis: 'k' }),
      propagator: ready.propagator,
      params: {},
      image: target.image,
      outside: options.outside ?? 'half-way',
      unreached: 'background',
      context: {
        signal: options.signal ?? new AbortController().signal,
        report: () => {},
        produced: (sliceIndex) => options.produced?.(sliceIndex),
        breathe: async () => {},
      },
    })
    return { ...stack, ...result }
  } finally {
    await ready.close()
  }
}

describe('cohort', () => {
  it('learns the bright tilted cylinder from three slices of each of four volumes', () => {
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2)
  })

  it('fills the slices in between and beyond, in a volume that it was not trained on', async () => {
    const target = smallCase({ at: 9, keySliceIndices: [1, 10] })
    const filled = await fill(target)
    const truth = sliceStackOf(target.truth, 'k')
    for (let sliceIndex = 0; sliceIndex < 12; sliceIndex++)
      expect(sliceIou(sliceOf(filled, sliceIndex), sliceOf(truth, sliceIndex)), `slice ${sliceIndex}`).toBeGreaterThan(
        0.6,
      )
  })

  it('goes by the image far beyond a single annotated slice', async () => {
    const target = smallCase({ at: 9, keySliceIndices: [5] })
    const filled = await fill(target)
    const truth = sliceStackOf(target.truth, 'k')
    // Two or three slices away the shape still has its say, and says that things of this size have ended (decision 14).
    for (const sliceIndex of [0, 1, 4, 6, 9, 10, 11])
      expect(sliceIou(sliceOf(filled, sliceIndex), sliceOf(truth, sliceIndex)), `slice ${sliceIndex}`).toBeGreaterThan(
        0.6,
      )
  })

  it('leaves every annotated slice as it is and is certain of it', async () => {
    const target = smallCohort(1)[0]!
    const filled = await fill(target)
    for (const sliceIndex of KEY_SLICES) {
      expect(sliceOf(filled, sliceIndex)).toEqual(sliceOf(sliceStackOf(target.sparse, 'k'), sliceIndex))
      expect(sliceOf({ ...filled, data: filled.confidence! }, sliceIndex).every((each) => each === 255)).toBe(true)
    }
  })

  it('lets nothing pass an annotated-empty slice, however bright the image is behind it', async () => {
    const filled = await fill(smallCase({ at: 2, keySliceIndices: [2], emptySliceIndices: [6] }))
    expect(sliceOf(filled, 3).includes(1)).toBe(true)
    for (let sliceIndex = 6; sliceIndex < 12; sliceIndex++)
      expect(sliceOf(filled, sliceIndex).every((label) => label === 0)).toBe(true)
  })

  it('paints nothing beyond the outermost key slices where these are to be background', async () => {
    const filled = await fill(smallCase({ at: 2, keySliceIndices: [4, 7] }), { outside: 'background' })
    expect(filled.slices.map(({ state }) => state[0]).join('')).toBe('bbbbappabbbb')
  })

  it('shows slices next to key slices first', async () => {
    const order: number[] = []
    await fill(smallCase({ at: 2, keySliceIndices: [1, 10] }), {
      produced: (sliceIndex) => void order.push(sliceIndex),
    })
    const hops = order.map((sliceIndex) => Math.min(Math.abs(sliceIndex - 1), Math.abs(sliceIndex - 10)))
    expect(hops).toEqual([...hops].sort((a, b) => a - b))
    expect(order.toSorted((a, b) => a - b)).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9, 11])
  })

  it('stops between two slices when it is cancelled', async () => {
    const stop = new AbortController()
    const produced: number[] = []
    const filling = fill(smallCohort(1)[0]!, {
      signal: stop.signal,
      produced: (sliceIndex) => {
        produced.push(sliceIndex)
        stop.abort()
      },
    })
    await expect(filling).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(produced).toHaveLength(1)
  })

  it('keeps what it found of held-out slices: half of the twelve, from all volumes, with their distances', () => {
    const { observations, learnedFraction } = leftOutFactsOf(model.facts)!
    expect(observations).toHaveLength(6)
    expect(learnedFraction).toBe(0.5)
    expect(new Set(observations.map(({ caseId }) => caseId)).size).toBe(4)
    for (const { sliceIndex, distanceBelow, distanceAbove, intersectionVoxels, unionVoxels } of observations) {
      const at = KEY_SLICES.indexOf(sliceIndex)
      expect(distanceBelow).toBe(at === 0 ? null : sliceIndex - KEY_SLICES[at - 1]!)
      expect(distanceAbove).toBe(at === 2 ? null : KEY_SLICES[at + 1]! - sliceIndex)
      expect(intersectionVoxels / unionVoxels).toBeGreaterThan(0.6)
    }
  })

  it('says how well held-out slices were found, at the step at which they were looked at', () => {
    const { observations } = leftOutFactsOf(model.facts)!
    const sum = (of: 'intersectionVoxels' | 'unionVoxels') => observations.reduce((total, each) => total + each[of], 0)
    expect(heldOutIou).toEqual([{ step: SMALL.stepCount, value: sum('intersectionVoxels') / sum('unionVoxels') }])
  })

  it('refuses key slices with a class that the model does not know, naming both', async () => {
    const target = smallCase({ at: 9, keySliceIndices: [5] })
    target.sparse.data.set(
      target.sparse.data.map((label) => (label === 1 ? 7 : label)),
      0,
    )
    await expect(fill(target)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/knows class 1;.*also show class 7\./) as string,
      details: { known: [1], unknown: [7] },
    })
  })

  it('begins anew when a mask was changed since the checkpoint', async () => {
    const params = { ...SMALL, stepCount: 20 }
    const checkpoints = new Map<string, FitCheckpoint>()
    const stopped = cohort.fit(smallCohort(2), params, await smallContext({ checkpoints, cancelAtStep: 7 }))
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    const changed = smallCohort(2)
    // One voxel of the first annotated slice.
    changed[0]!.sparse.data[24 * 24 + 24 * 12 + 8] = 255
    const resumed = await cohort.fit(changed, params, await smallContext({ checkpoints }))
    expect(resumed).toEqual(await cohort.fit(changed, params, await smallContext()))
  }, 120_000)

  it('keeps the last good checkpoint when weights stop being numbers', async () => {
    const params = { ...SMALL, stepCount: 20 }
    const checkpoints = new Map<string, FitCheckpoint>()
    const stopped = cohort.fit(smallCohort(2), params, await smallContext({ checkpoints, cancelAtStep: 19 }))
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    const { state, facts } = checkpoints.get('cohort')!
    // The next step divides the largest of float32 numbers by next to nothing; its loss is that of the weights before.
    const overflowing = Object.entries(state).map(([name, array]) => {
      const value = name.startsWith('firstMoment/') ? 3e38 : name.startsWith('secondMoment/') ? 0 : null
      return [name, value === null ? array : { ...array, data: array.data.map(() => value) }] as const
    })
    const bad: FitCheckpoint = { state: Object.fromEntries(overflowing), facts }
    checkpoints.set('cohort', bad)
    await expect(cohort.fit(smallCohort(2), params, await smallContext({ checkpoints }))).rejects.toMatchObject({
      code: 'TRAINING_DIVERGED',
      message: expect.stringMatching(/After step 20 the weights.*The checkpoint of step 19 is kept/) as string,
    })
    expect(checkpoints.get('cohort')).toEqual(bad)
  }, 120_000)

  it('is the same again under the same seed, also when it was stopped and resumed in either stretch', async () => {
    const whole = await cohort.fit(smallCohort(4), { ...SMALL, stepCount: 20 }, await smallContext())
    for (const cancelAtStep of [7, 22]) {
      const checkpoints = new Map<string, FitCheckpoint>()
      const stopped = cohort.fit(
        smallCohort(4),
        { ...SMALL, stepCount: 20 },
        await smallContext({ checkpoints, cancelAtStep }),
      )
      await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(checkpoints.get('cohort')?.facts['step']).toBe(cancelAtStep)
      const resumed = await cohort.fit(smallCohort(4), { ...SMALL, stepCount: 20 }, await smallContext({ checkpoints }))
      expect(resumed).toEqual(whole)
    }
  }, 120_000)

  it('works from one volume with one annotated slice, holding nothing out', async () => {
    const alone = smallCase({ at: 0, keySliceIndices: [6] })
    const own = await cohort.fit([alone], { ...SMALL, stepCount: 20 }, await smallContext())
    expect(leftOutFactsOf(own.facts)!.observations).toEqual([])
    expect(own.facts['annotatedSliceCount']).toBe(1)
  })

  it('says what is missing', async () => {
    const context = await smallContext()
    await expect(cohort.fit([], SMALL, context)).rejects.toMatchObject({ code: 'NO_CASES' })
    const unseen = [
      smallCase({ at: 0, keySliceIndices: [] }),
      smallCase({ at: 1, keySliceIndices: [], emptySliceIndices: [3] }),
    ]
    await expect(cohort.fit(unseen, SMALL, context)).rejects.toMatchObject({ code: 'LABEL_NOTHING_ANNOTATED' })
    await expect(cohort.fit(unseen, { steps: 3 }, context)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const other = { ...model, method: 'sli2vol' }
    await expect(cohort.open(other, { backend: context.backend })).rejects.toMatchObject({ code: 'MODEL_INVALID' })
    const [name, ...names] = Object.keys(model.weights)
    const incomplete = { ...model, weights: Object.fromEntries(names.map((each) => [each, model.weights[each]!])) }
    await expect(cohort.open(incomplete, { backend: context.backend })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining(`"${name}" is missing`) as string,
    })
  })

  it('leaks no tensors', async () => {
    const before = tf.memory().numTensors
    await fill(smallCohort(1)[0]!)
    expect(tf.memory().numTensors).toBe(before)
  })
})
