import { z } from 'zod'
import { SeededRandom } from '../random/SeededRandom'
import { defineSelectionPolicy } from './defineSelectionPolicy'

/** n_pos = min(P, ceil(f·n)) of the P slices with target, the others without, as far as there are any (method.md A7, ATLAS). */
export const positiveStratified = defineSelectionPolicy({
  id: 'positive-stratified',
  label: 'Slices with and without target',
  description: 'A fixed part of the slices holds target, the rest does not. Needs a label map, if only a rough one.',
  source: 'arXiv 2412.08081, footnote on ATLAS',
  params: z.object({
    positiveFraction: z.number().min(0).max(1).default(0.5).describe('f: part of the selected slices that hold target'),
  }),
  needs: { foreground: true },
  select: ({ sliceCount, budgetSlices, seed, isForeground }, { positiveFraction }) => {
    const random = SeededRandom.for(seed, 'selection', 'positive-stratified')
    const order = random.shuffled(Array.from({ length: sliceCount }, (_, slice) => slice))
    const positive = order.filter((slice) => isForeground?.[slice] === true)
    const negative = order.filter((slice) => isForeground?.[slice] !== true)
    const wanted = Math.min(positive.length, Math.ceil(positiveFraction * budgetSlices))
    // Too few slices without target: the budget is spent all the same.
    const positiveCount = Math.max(wanted, budgetSlices - negative.length)
    return [...positive.slice(0, positiveCount), ...negative.slice(0, budgetSlices - positiveCount)]
  },
})
