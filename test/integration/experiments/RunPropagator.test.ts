import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { propagators } from '../../../src-main/catalog/propagators'
import type { Backend } from '../../../src-main/compute/backends/Backend'
import { openBackend } from '../../../src-main/compute/openBackend'
import { RunPropagator } from '../../../src-main/engine/experiments/RunPropagator'
import { readyPropagator } from '../../../src-main/engine/propagation/readyPropagator'
import { writePropagationModel } from '../../../src-main/io/models/propagationModelFile'
import { temporaryPaths } from '../../support/temporaryPaths'
import { texturedCases } from '../../support/texturedCases'

const inFolder = temporaryPaths()
const MODEL = 'propagator.safetensors'
const context = { signal: new AbortController().signal, report: () => undefined, measure: () => undefined }
let backend: Backend

beforeAll(async () => {
  backend = await openBackend({ deviceId: 'onnx-cpu', threads: 1 })
  mkdirSync(inFolder('lender'))
  const trained = await readyPropagator({
    entry: propagators.get('sli2vol'),
    params: { stepCount: 1, batchSize: 1, patchSide: 32 },
    cohort: () => texturedCases({ count: 1, side: 32, sliceCount: 4 }),
    seed: 1,
    device: { backend },
    context,
  })
  await trained.close()
  await writePropagationModel(join(inFolder('lender'), MODEL), trained.modelToKeep!)
})

afterAll(() => backend.dispose())

/** Of a run without a volume to learn from. */
function runPropagator(method: string, runFolder: string): RunPropagator {
  mkdirSync(runFolder)
  const lenderFolders = [inFolder('not there'), inFolder('lender')]
  return new RunPropagator({ method, cohort: [], seed: 1, backend, runFolder, lenderFolders, context })
}

describe('RunPropagator', () => {
  it('takes what learned from the same images in another run, and keeps a copy beside its own run', async () => {
    const borrower = runPropagator('sli2vol', inFolder('borrower'))
    const { propagator, trainingSeconds } = await borrower.ready()
    expect([propagator.id, trainingSeconds]).toEqual(['sli2vol', null])
    await borrower.close()
    expect(readFileSync(join(inFolder('borrower'), MODEL))).toEqual(readFileSync(join(inFolder('lender'), MODEL)))
  })

  it('takes nothing for a method that learns from the annotated slices of its own run', async () => {
    const own = runPropagator('cohort', inFolder('own'))
    await expect(own.ready()).rejects.toMatchObject({ code: 'NO_CASES' })
    await own.close()
  })
})
