import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { InterpolatedWeight } from '../../../../src-main/domain/experiment/interpolatedWeight'
import { defineFillPropagator, type Propagator } from '../../../../src-main/domain/propagation/Propagator'
import { nearest } from '../../../../src-main/domain/propagation/nearest'
import { makeTrainingLabels } from '../../../../src-main/engine/experiments/makeTrainingLabels'
import { prepareTrainingCases } from '../../../../src-main/engine/training/prepareCases'
import { derivePreprocessingPlan } from '../../../../src-main/domain/volume/preprocessingPlan'
import { trainingSettingsSchema } from '../../../../src-main/domain/experiment/trainingSettings'
import { gridWorld } from '../../../support/gridWorld'

const dense = gridWorld(new Array(9).fill('.... .11. .11. ....'))
const image = { data: Float32Array.from(dense.data, (label) => 10 * label), geometry: dense.geometry }

/** Fills with the square everywhere, and is certain of it by 204 of 255. */
const certain: Propagator = defineFillPropagator({
  ...nearest,
  id: 'certain',
  params: z.object({}),
  fill: ({ stack }) =>
    Promise.resolve({ data: dense.data.slice(), confidence: new Uint8Array(stack.data.length).fill(204) }),
})

/** A third of nine slices: 1, 4 and 7. */
function made(propagator: Propagator | null, interpolatedWeight: InterpolatedWeight) {
  return makeTrainingLabels({
    caseId: 'a',
    dense,
    sliceAxis: 'k',
    configuration: {
      model: 'unet-2d',
      densityFraction: 1 / 3,
      volumeFraction: 1,
      policy: 'fixed-interval',
      propagator: propagator?.id ?? null,
      seed: 0,
      steps: 1,
    },
    loadImage: () => Promise.resolve(image),
    ready: () =>
      Promise.resolve({
        propagator: propagator ?? nearest,
        params: {},
        model: null,
        modelToKeep: null,
        trainingSeconds: null,
        close: () => Promise.resolve(),
      }),
    interpolatedWeight,
    signal: new AbortController().signal,
  })
}

describe('makeTrainingLabels', () => {
  it('says nothing of weights where all slices count alike, or none was interpolated', async () => {
    const one = await made(nearest, 'one')
    expect(one.labelMap.data).toEqual(dense.data)
    expect(one.sliceWeights).toBeUndefined()
    const sparse = await made(null, { gamma: 0.5 })
    expect(sparse.labelMap.data).toContain(255)
    expect(sparse.sliceWeights).toBeUndefined()
  })

  it('gives the same label map with weights by distance', async () => {
    const { labelMap, sliceWeights } = await made(nearest, { gamma: 0.5 })
    expect(labelMap).toEqual((await made(nearest, 'one')).labelMap)
    expect(sliceWeights).toEqual([0.5, 1, 0.5, 0.5, 1, 0.5, 0.5, 1, 0.5])
  })

  it('gives weights by what the method says of itself', async () => {
    const { sliceWeights } = await made(certain, 'confidence')
    expect(sliceWeights).toEqual([0.8, 1, 0.8, 0.8, 1, 0.8, 0.8, 1, 0.8])
  })

  it('refuses a method that says nothing of itself', async () => {
    await expect(made(nearest, 'confidence')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/"nearest" does not say how certain/) as string,
    })
  })
})

it('what is known of slices only after their labels were made reaches the pool that is trained on', async () => {
  let sliceWeights: readonly number[] | undefined
  const plan = derivePreprocessingPlan({
    geometries: [dense.geometry],
    sliceAxis: 'k',
    settings: trainingSettingsSchema.parse({}).preprocessing,
    sizeMultiple: 1,
  })
  const { pool, identities } = await prepareTrainingCases(
    [
      {
        caseId: 'a',
        loadImage: () => Promise.resolve(image),
        loadLabels: async () => {
          const { labelMap, sliceWeights: known } = await made(nearest, { gamma: 0.5 })
          sliceWeights = known
          return labelMap
        },
        get sliceWeights() {
          return sliceWeights
        },
      },
    ],
    { plan, classLabels: [1], report: () => undefined },
  )
  expect(pool.map(({ weight }) => weight)).toEqual([0.5, 1, 0.5, 0.5, 1, 0.5, 0.5, 1, 0.5])
  expect(identities[0]!.sliceWeightsSha256).toMatch(/^[0-9a-f]{64}$/)
})
