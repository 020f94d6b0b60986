import { z } from 'zod'
import { defineFillPropagator } from '../../domain/propagation/Propagator'
import { sliceOf } from '../../domain/propagation/SliceStack'
import { workerEntryUrl } from '../../workers/workerEntryUrl'
import { WorkerPool } from '../../workers/WorkerPool'
import type { ContourInterpolationInput } from './morphologicalContourWorker'

/** The filter is one long call into WebAssembly: in a thread of its own it can be stopped, and the process goes on. */
const pool = new WorkerPool({ entry: workerEntryUrl('morphologicalContourWorker', import.meta.url), maxThreads: 1 })

/**
 * ITK's morphological contour interpolation. It is given each stretch between blocks alone, from its first key slice to its
 * last: called on a whole map it takes annotated-empty slices for unknown ones and paints into them. Where there is one
 * stretch only, the target slices are what the filter gives for the whole map (contract.md §2, tested).
 */
export const morphologicalContour = defineFillPropagator({
  id: 'morphological-contour',
  label: 'Morphological contour interpolation (ITK)',
  source:
    'Zukić, Vicory, McCormick et al., nD morphological contour interpolation, Insight Journal 2016; Albu et al. 2008',
  needsImage: false,
  learnsFrom: 'nothing',
  defaultOutside: 'background',
  params: z.object({
    nameKeySlices: z
      .boolean()
      .default(false)
      .describe(
        'Tell the filter which slices are annotated. By itself it overlooks a key slice whose neighbour shows the same shape, and leaves the gap beside it empty',
      ),
    heuristicAlignment: z
      .boolean()
      .default(true)
      .describe('Align regions by a heuristic search, which is faster than the optimal alignment'),
    ballStructuringElement: z
      .boolean()
      .default(false)
      .describe('Dilate with a ball instead of a cross when median contours are found by repeated dilation'),
  }),
  async fill({ stack, segments, context }, params) {
    const { width, height } = stack
    const data = stack.data.slice()
    const extents = segments
      .map(({ keySliceIndices }) => ({
        keySliceIndices,
        first: keySliceIndices[0],
        last: keySliceIndices[keySliceIndices.length - 1],
      }))
      .filter(({ first, last }) => last - first > 1)
    const total = extents.reduce((count, { first, last }) => count + last - first - 1, 0)
    let done = 0
    for (const { keySliceIndices, first, last } of extents) {
      context.report({ done, total })
      const labels = data.slice(first * width * height, (last + 1) * width * height)
      const input: ContourInterpolationInput = { labels, size: [width, height, last - first + 1], ...params }
      const result = await pool.run({ input, transfer: [labels.buffer], signal: context.signal, what: 'Propagation' })
      data.set(result as Uint8Array, first * width * height)
      // The filter gives all of a stretch at once.
      for (let sliceIndex = first + 1; sliceIndex < last; sliceIndex++)
        if (!keySliceIndices.includes(sliceIndex))
          context.produced?.(sliceIndex, sliceOf({ ...stack, data }, sliceIndex))
      done += last - first - 1
      context.report({ done, total })
    }
    return { data, confidence: null }
  },
})
