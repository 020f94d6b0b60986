import { describe, expect, it } from 'vitest'
import { cohort } from '../../../../../src-main/compute/propagators/cohort/cohort'
import type { PropagationModel } from '../../../../../src-main/compute/propagators/LearnedPropagator'
import type { LabelMap } from '../../../../../src-main/domain/labels/LabelMap'
import { leftOutFactsOf } from '../../../../../src-main/domain/propagation/estimate/LeftOutFacts'
import { propagateLabelMap } from '../../../../../src-main/engine/propagation/propagateLabelMap'
import { describeOnNativeBackends, openNativeBackend } from '../../../../support/nativeBackends'
import { movingDiskCases, type MovingDiskCase } from '../../../../support/movingDiskCases'
import { bytesOf, fitContext } from '../reconstruction/smallFit'

const AREA = 28 * 28
const SMALL = { stepCount: 20, baseChannelCount: 4, batchSize: 4, neighbourSlices: 1, largestSide: 32 }

async function fill(model: PropagationModel, { loadImage }: MovingDiskCase, sparse: LabelMap, signal?: AbortSignal) {
  const ready = await cohort.open(model, { backend: await openNativeBackend('onnx-cpu') })
  try {
    return await propagateLabelMap({
      sparse,
      image: await loadImage(),
      propagator: ready.propagator,
      axis: 'k',
      signal: signal ?? new AbortController().signal,
      report: () => undefined,
    })
  } finally {
    await ready.close()
  }
}

describe('a disk that moves and ends, one slice annotated in each of 8 volumes', () => {
  it('is followed and ended, which shapes alone cannot know', async () => {
    const cases = movingDiskCases(8, [5])
    const context = fitContext({ backend: await openNativeBackend('onnx-cpu') })
    const model = await cohort.fit(
      cases,
      { ...SMALL, stepCount: 300, baseChannelCount: 8, batchSize: 8, heldOutFraction: 0 },
      context,
    )
    const [first] = cases as [MovingDiskCase]
    const { dense, slices, confidence } = await fill(model, first, await first.loadSparse())
    let [intersection, union] = [0, 0]
    for (let at = 0; at < dense.data.length; at++) {
      if (Math.floor(at / AREA) === 5) continue
      const [found, is] = [dense.data[at] === 1, first.truth.data[at] === 1]
      if (found && is) intersection++
      if (found || is) union++
    }
    expect(intersection / union).toBeGreaterThan(0.7)
    expect(dense.data.slice(5 * AREA, 6 * AREA)).toEqual(first.truth.data.slice(5 * AREA, 6 * AREA))
    expect(dense.data.slice(0, AREA).some((label) => label > 0)).toBe(false)
    expect(slices[5]).toMatchObject({ state: 'annotated' })
    expect(slices[7]).toMatchObject({ state: 'propagated', keySliceIndices: [5], hops: 2 })
    // Deep inside the disk of slice 7 it is surer than at its rim.
    expect(confidence).not.toBeNull()
    expect(context.points.map(({ step }) => step)).toContain(10)
  }, 60_000)
})

it('lets nothing pass an annotated-empty slice, and leaves key slices as they are', async () => {
  const cases = movingDiskCases(4, [5, 10])
  const model = await cohort.fit(cases, SMALL, fitContext({ backend: await openNativeBackend('onnx-cpu') }))
  const [first] = cases as [MovingDiskCase]
  const sparse = await first.loadSparse()
  const { dense, slices } = await fill(model, first, sparse)
  expect(slices[10]?.state).toBe('annotated-empty')
  expect(slices[11]?.state).toBe('background')
  for (const key of [5, 10])
    expect(dense.data.slice(key * AREA, (key + 1) * AREA)).toEqual(sparse.data.slice(key * AREA, (key + 1) * AREA))
})

describe('held-out slices', () => {
  it('are not trained on before they have been examined, and are kept in the model', async () => {
    const cases = movingDiskCases(5, [3, 7])
    const context = fitContext({ backend: await openNativeBackend('onnx-cpu') })
    const model = await cohort.fit(cases, SMALL, context)
    const { observations = [], family } = leftOutFactsOf(model.facts) ?? {}
    // A fifth of ten slices: two volumes, one slice of each.
    expect(new Set(observations.map(({ caseId }) => caseId)).size).toBe(2)
    expect(family).toBe('learned')
    expect(observations.every(({ distanceBelow, distanceAbove }) => distanceBelow === 4 || distanceAbove === 4)).toBe(
      true,
    )
    expect(model.facts['stepCount']).toBe(25)
  })

  it('are not there where too few slices are annotated: one volume, one slice', async () => {
    const model = await cohort.fit(
      movingDiskCases(1, [5]),
      SMALL,
      fitContext({ backend: await openNativeBackend('onnx-cpu') }),
    )
    expect(leftOutFactsOf(model.facts)?.observations).toEqual([])
    expect(model.facts['reachSlices']).toBe(0.8)
  })
})

describeOnNativeBackends('training', (deviceId) => {
  it('gives the same model from the same seed, another from another', async () => {
    const backend = await openNativeBackend(deviceId)
    const fitted = (seed: number) => cohort.fit(movingDiskCases(3, [4, 6]), SMALL, fitContext({ backend, seed }))
    const [one, again, other] = [await fitted(1), await fitted(1), await fitted(2)]
    expect(bytesOf(again.weights)).toBe(bytesOf(one.weights))
    expect(again.facts).toEqual(one.facts)
    expect(bytesOf(other.weights)).not.toBe(bytesOf(one.weights))
  })

  it.each([7, 20])('cancelled after %d steps and gone on with, ends in the same bytes', async (stopAfter) => {
    const backend = await openNativeBackend(deviceId)
    const cases = movingDiskCases(3, [4, 6])
    const whole = await cohort.fit(cases, SMALL, fitContext({ backend }))
    const cancelled = fitContext({ backend, stopAfter })
    await expect(cohort.fit(cases, SMALL, cancelled)).rejects.toMatchObject({ code: 'CANCELLED' })
    const resumed = fitContext({ backend })
    for (const [name, checkpoint] of cancelled.checkpoints) resumed.checkpoints.set(name, checkpoint)
    const model = await cohort.fit(cases, SMALL, resumed)
    expect(resumed.stages.find((stage) => stage.startsWith('training'))).toBe(`training ${stopAfter + 1}`)
    expect(bytesOf(model.weights)).toBe(bytesOf(whole.weights))
    expect(model.facts).toEqual(whole.facts)
  })
})

describe('refusals', () => {
  it('of volumes where nothing is annotated, and of none', async () => {
    const backend = await openNativeBackend('onnx-cpu')
    await expect(cohort.fit(movingDiskCases(2, []), SMALL, fitContext({ backend }))).rejects.toMatchObject({
      code: 'LABEL_NOTHING_ANNOTATED',
    })
    // Slices 0 and 11 show nothing.
    await expect(cohort.fit(movingDiskCases(2, [0, 11]), SMALL, fitContext({ backend }))).rejects.toMatchObject({
      code: 'LABEL_NOTHING_ANNOTATED',
    })
    await expect(cohort.fit([], SMALL, fitContext({ backend }))).rejects.toMatchObject({ code: 'NO_CASES' })
  })

  it('of parameters it does not know, and of models of other methods', async () => {
    const backend = await openNativeBackend('onnx-cpu')
    await expect(cohort.fit(movingDiskCases(1, [5]), { steps: 3 }, fitContext({ backend }))).rejects.toThrow(
      /stepCount, neighbourSlices/,
    )
    await expect(
      cohort.open({ method: 'sli2vol', params: {}, weights: {}, facts: { version: 1 } }, { backend }),
    ).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })
})

it('does not begin to fill when it has been cancelled', async () => {
  const cases = movingDiskCases(2, [5])
  const model = await cohort.fit(cases, SMALL, fitContext({ backend: await openNativeBackend('onnx-cpu') }))
  const abort = new AbortController()
  abort.abort()
  const [first] = cases as [MovingDiskCase]
  await expect(fill(model, first, await first.loadSparse(), abort.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
})
