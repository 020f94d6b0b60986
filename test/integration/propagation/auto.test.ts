import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Backend } from '../../../src-main/compute/backends/Backend'
import { autoFactsOf, createAuto } from '../../../src-main/compute/propagators/auto/createAuto'
import { fillCohort } from '../../../src-main/compute/propagators/auto/fillCohort'
import type { CohortCase, FitContext, LearnedPropagator } from '../../../src-main/compute/propagators/LearnedPropagator'
import { classLabelsOf, type LabelMap } from '../../../src-main/domain/labels/LabelMap'
import { sparsify } from '../../../src-main/domain/labels/sparsify'
import { alignedShape } from '../../../src-main/domain/propagation/alignedShape'
import { compareFilled } from '../../../src-main/domain/propagation/compareFilled'
import { leftOutFactsOf } from '../../../src-main/domain/propagation/estimate/LeftOutFacts'
import { nearest } from '../../../src-main/domain/propagation/nearest'
import { defineFillPropagator, type Propagator } from '../../../src-main/domain/propagation/Propagator'
import { signedDistance } from '../../../src-main/domain/propagation/signedDistance'
import { fixedInterval } from '../../../src-main/domain/selection/fixedInterval'
import { sliceCountOf } from '../../../src-main/domain/selection/sliceCount'
import { estimateCohort } from '../../../src-main/engine/propagation/estimateCohort'
import { propagateLabelMap } from '../../../src-main/engine/propagation/propagateLabelMap'
import { readLabelMap } from '../../../src-main/io/formats/readLabelMap'
import { readVolume } from '../../../src-main/io/formats/readVolume'
import { openCpuBackend } from '../../support/openCpuBackend'

const SAMPLE = join(import.meta.dirname, '../../../resources/sample')
const names = readdirSync(join(SAMPLE, 'labels')).sort().slice(0, 12)

interface SampleCase extends CohortCase {
  readonly truth: LabelMap
  readonly annotatedSliceIndices: readonly number[]
}

/** Twelve volumes of the bundled sample, thinned out. */
function thinned(densityFraction: number): Promise<SampleCase[]> {
  return Promise.all(
    names.map(async (name) => {
      const { labelMap: truth } = await readLabelMap({ path: join(SAMPLE, 'labels', name), expects: 'dense' })
      const sliceCount = truth.geometry.size[2]
      const budgetSlices = sliceCountOf({ densityFraction, sliceCount })
      const annotatedSliceIndices = fixedInterval.select({ sliceCount, budgetSlices, seed: 1, params: {} })
      const sparse = sparsify({ labelMap: truth, axis: 'k', sliceIndices: annotatedSliceIndices })
      return {
        caseId: name,
        axis: 'k' as const,
        truth,
        annotatedSliceIndices,
        loadImage: async () => (await readVolume({ path: join(SAMPLE, 'images', name) })).volume,
        loadSparse: () => Promise.resolve(sparse),
      }
    }),
  )
}

/** Mean over cases of the true IoU on unannotated slices (contract.md §3). */
async function trueIou(cases: readonly SampleCase[], propagator: Propagator): Promise<number> {
  let sum = 0
  for (const { truth, annotatedSliceIndices, axis, loadSparse } of cases) {
    const { dense } = await propagateLabelMap({ sparse: await loadSparse(), axis, propagator, signal, report })
    const labels = classLabelsOf(truth.data)
    const scores = compareFilled({ truth, filled: dense, axis, annotatedSliceIndices, labels })
    const ious = scores.flatMap(({ iouUnannotatedSlices }) => iouUnannotatedSlices ?? [])
    sum += ious.reduce((total, iou) => total + iou, 0) / ious.length / cases.length
  }
  return sum
}

const signal = new AbortController().signal
const report = () => undefined
let backend: Backend
beforeAll(async () => {
  backend = await openCpuBackend()
})
afterAll(() => backend.dispose())

const fitContext = (given: Partial<FitContext> = {}): FitContext => ({
  backend,
  seed: 1,
  signal,
  report,
  measure: () => undefined,
  readCheckpoint: () => Promise.resolve(null),
  writeCheckpoint: () => Promise.resolve(),
  ...given,
})

describe('estimateCohort on the bundled sample', () => {
  it.each([
    [0.2, nearest],
    [0.4, signedDistance],
    [0.4, alignedShape],
  ])(
    'at ρ = %d finds the quality of %o within 0.06 without looking at the truth',
    async (densityFraction, propagator) => {
      const cases = await thinned(densityFraction)
      const request = { cases, method: { propagator, params: {} }, seed: 1, signal, report }
      const filled = await fillCohort(request)
      const { cohort, cases: byCase } = await estimateCohort({ ...request, filled, model: null })
      const truth = await trueIou(cases, propagator)
      expect(Math.abs((cohort?.iou ?? 0) - truth)).toBeLessThan(0.06)
      expect(cohort?.basis).toBe('observations')
      expect([...byCase.keys()].sort()).toEqual(names)
    },
  )
})

describe('auto', () => {
  it('chooses among methods that learn nothing, keeps what it found of all, and fills as the chosen one', async () => {
    const cases = await thinned(0.2)
    const methods = [nearest, signedDistance, alignedShape]
    const auto = createAuto({ candidates: methods })
    const model = await auto.fit(cases, {}, fitContext())
    const { chosen, candidates } = autoFactsOf(model.facts)!
    expect(candidates.map(({ id }) => id)).toEqual(['nearest', 'signed-distance', 'aligned-shape'])
    const truths = new Map<string, number>()
    for (const each of methods) truths.set(each.id, await trueIou(cases, each))
    expect(truths.get(chosen)).toBeGreaterThan(Math.max(...truths.values()) - 0.005)
    const { propagator, close } = await auto.open(JSON.parse(JSON.stringify(model)) as typeof model, { backend })
    const [filled] = await fillCohort({
      cases: cases.slice(0, 1),
      method: { propagator, params: {} },
      seed: 1,
      signal,
      report,
    })
    const expected = methods.find(({ id }) => id === chosen) ?? nearest
    const [alone] = await fillCohort({
      cases: cases.slice(0, 1),
      method: { propagator: expected, params: {} },
      seed: 1,
      signal,
      report,
    })
    expect(filled).toEqual(alone)
    await close()
  })

  it('takes a method that learns at its own word about slices it was not trained on, never at what leaving out would show', async () => {
    const cases = await thinned(0.4)
    // Knows every slice by heart, so leaving annotated slices out would show it perfect; it says of itself that it is never right.
    const remembered = new Map<string, LabelMap>()
    const braggart: LearnedPropagator = {
      ...facts('braggart'),
      async fit(cohort) {
        for (const each of cohort) remembered.set(each.caseId, await each.loadSparse())
        const observations = (await observationsOfNearest(cohort)).map((each) => ({ ...each, intersectionVoxels: 0 }))
        return { method: 'braggart', params: {}, weights: {}, facts: { leftOut: { family: 'learned', observations } } }
      },
      open: () => Promise.resolve({ propagator: nearest, close: () => Promise.resolve() }),
    }
    const model = await createAuto({ candidates: [braggart, nearest] }).fit(cases, {}, fitContext())
    expect(autoFactsOf(model.facts)!.chosen).toBe('nearest')
    expect(remembered.size).toBe(cases.length)
  })

  it('keeps the model of a method that learns inside its own, and gives each candidate checkpoints of its own', async () => {
    const cases = await thinned(0.2)
    const slots: string[] = []
    const learner: LearnedPropagator = {
      ...facts('learner'),
      learnsFrom: 'images',
      async fit(_, __, context) {
        await context.readCheckpoint('network')
        const values = Float32Array.of(1, 2)
        return {
          method: 'learner',
          params: { size: 2 },
          weights: { kernel: { shape: [2], data: values } },
          facts: { canvas: 64 },
        }
      },
      open: (model) => {
        expect(model.facts).toEqual({ canvas: 64 })
        return Promise.resolve({
          propagator: { ...alignedShape, learnsFrom: 'images' as const },
          close: () => Promise.resolve(),
        })
      },
    }
    const auto = createAuto({ candidates: [learner] })
    const readCheckpoint = (name: string) => {
      slots.push(name)
      return Promise.resolve(null)
    }
    const model = await auto.fit(cases, {}, fitContext({ readCheckpoint }))
    expect(slots).toEqual(['learner-network'])
    expect(Object.keys(model.weights)).toEqual(['kernel'])
    expect(leftOutFactsOf(model.facts)?.observations.length).toBeGreaterThan(20)
    await (await auto.open(model, { backend })).close()
  })

  it('refuses methods it does not know, and stops when it is cancelled', async () => {
    const cases = await thinned(0.2)
    const auto = createAuto({ candidates: [nearest] })
    await expect(auto.fit(cases, { candidates: ['best'] }, fitContext())).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const cancelled = fitContext({ signal: AbortSignal.abort() })
    await expect(auto.fit(cases, {}, cancelled)).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(auto.open({ method: 'auto', params: {}, weights: {}, facts: {} }, { backend })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    })
  })
})

function facts(id: string) {
  const { kind, needsImage, defaultOutside } = defineFillPropagator({ ...alignedShape, params: z.object({}) })
  return {
    id,
    label: id,
    source: 'this test',
    kind,
    needsImage,
    defaultOutside,
    learnsFrom: 'annotated-slices' as const,
    params: z.object({}),
  }
}

async function observationsOfNearest(cases: readonly CohortCase[]) {
  const model = await createAuto({ candidates: [nearest] }).fit(cases, {}, fitContext())
  return leftOutFactsOf(model.facts)?.observations ?? []
}
