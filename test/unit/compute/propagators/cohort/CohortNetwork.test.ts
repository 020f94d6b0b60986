import * as tf from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import { CohortNetwork, createCohortNetwork } from '../../../../../src-main/compute/propagators/cohort/CohortNetwork'
import { cohortParams } from '../../../../../src-main/compute/propagators/cohort/cohortParams'
import { readVariables } from '../../../../../src-main/compute/backends/eager/variableState'
import { openCpuBackend } from '../../../../support/openCpuBackend'

it('gives log-probabilities of every class, also on a device that computes operation by operation, and keeps no tensor', async () => {
  const backend = await openCpuBackend()
  const before = tf.memory().numTensors
  const params = cohortParams.parse({ neighbourSlices: 1, baseChannelCount: 4, batchSize: 2 })
  const initial = createCohortNetwork({ params, classCount: 2, seed: 1 })
  const weights = await readVariables(initial.variables)
  initial.dispose()
  const canvas = { spacingMm: { width: 1, height: 1 }, size: { width: 8, height: 8 } }
  const network = await CohortNetwork.open({ backend, weights, params, canvas, classCount: 2 })
  const slice = Float32Array.from({ length: 64 }, (_, at) => at / 64)
  const [found, ...others] = await network.logProbabilities([[slice, slice, slice]])
  expect(others).toEqual([])
  expect(found).toHaveLength(64 * 3)
  for (let pixel = 0; pixel < 64; pixel++)
    expect([0, 1, 2].reduce((sum, each) => sum + Math.exp(found![pixel * 3 + each]!), 0)).toBeCloseTo(1, 5)
  await network.close()
  expect(tf.memory().numTensors).toBe(before)
})
