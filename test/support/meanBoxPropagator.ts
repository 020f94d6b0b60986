import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { defineCatalog } from '../../src-main/catalog/defineCatalog'
import { propagators } from '../../src-main/catalog/propagators'
import type { CatalogPropagator, LearnedPropagator } from '../../src-main/compute/propagators/LearnedPropagator'
import { SlicewrightError, throwIfCancelled } from '../../src-main/domain/errors'
import { IGNORE_LABEL } from '../../src-main/domain/labels/LabelMap'
import { defineFillPropagator, type PropagatorFacts } from '../../src-main/domain/propagation/Propagator'
import { sliceOf, sliceStackOf } from '../../src-main/domain/propagation/SliceStack'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'

const facts: PropagatorFacts = {
  id: 'mean-box',
  label: 'Mean box',
  source: 'Made up for tests',
  needsImage: false,
  defaultOutside: 'repeat',
  learnsFrom: 'annotated-slices',
}

const params = z.object({ steps: z.int().min(1).default(3), stepMs: z.int().min(0).default(0) })

/** Confidence of what it paints. */
export const MEAN_BOX_CONFIDENCE = 170

/**
 * The smallest propagator that learns: how many slices show a class, and the box (rows, columns) that holds every annotated voxel. Between
 * key slices it paints that box. A step is one look at all cases; it draws one number by its seed.
 */
const meanBoxPropagator: LearnedPropagator = {
  ...facts,
  kind: 'fill',
  params,
  async fit(cases, given, context) {
    const settings = params.strict().parse(given)
    const checkpoint = await context.readCheckpoint('fit')
    let box = checkpoint?.state['box'].data ?? Float32Array.of(Infinity, Infinity, -1, -1, 0)
    const first = Number(checkpoint?.facts['step'] ?? 0)
    for (let step = first; step < settings.steps; step++) {
      throwIfCancelled(context.signal, 'Training')
      box = box.slice()
      for (const each of cases) {
        const sparse = await each.loadSparse()
        const stack = sliceStackOf(sparse, each.axis)
        for (let at = 0; at < stack.data.length; at++) {
          if (stack.data[at] === 0 || stack.data[at] === IGNORE_LABEL) continue
          const inSlice = at % (stack.width * stack.height)
          const [row, column] = [Math.floor(inSlice / stack.width), inSlice % stack.width]
          box.set([Math.min(box[0], row), Math.min(box[1], column), Math.max(box[2], row), Math.max(box[3], column)])
        }
      }
      box[4] += SeededRandom.for(context.seed, 'step', step).nextUint32() / 2 ** 32
      await context.writeCheckpoint('fit', { state: { box: { shape: [5], data: box } }, facts: { step: step + 1 } })
      context.report({ stage: 'training', done: step + 1, total: settings.steps, unit: 'steps' })
      context.measure({ series: 'training-loss', step: step + 1, value: 1 / (step + 1) })
      await setTimeout(settings.stepMs)
    }
    return { method: facts.id, params: settings, weights: { box: { shape: [5], data: box } }, facts: { version: 1 } }
  },
  open(model) {
    if (model.method !== facts.id || model.facts['version'] !== 1)
      throw new SlicewrightError('MODEL_INVALID', 'Not a mean box of version 1.')
    const [top, left, bottom, right] = model.weights['box'].data
    const propagator = defineFillPropagator({
      ...facts,
      params: z.object({}),
      async fill({ stack, segments, context }) {
        const data = stack.data.slice()
        const confidence = new Uint8Array(data.length).fill(255)
        for (const { keySliceIndices } of segments)
          for (let at = keySliceIndices[0] + 1; at < keySliceIndices[keySliceIndices.length - 1]; at++) {
            if (keySliceIndices.includes(at)) continue
            for (let row = top; row <= bottom; row++)
              for (let column = left; column <= right; column++) {
                sliceOf({ ...stack, data }, at)[row * stack.width + column] = 1
                sliceOf({ ...stack, data: confidence }, at)[row * stack.width + column] = MEAN_BOX_CONFIDENCE
              }
            context.produced?.(at, sliceOf({ ...stack, data }, at))
            await context.breathe()
          }
        return { data, confidence }
      },
    })
    return Promise.resolve({ propagator, close: () => Promise.resolve() })
  },
}

/** What the program offers, and the mean box. */
export const propagatorsWithMeanBox = defineCatalog<CatalogPropagator>('propagator', [
  ...propagators.entries,
  meanBoxPropagator,
])
