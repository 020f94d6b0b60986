import { z } from 'zod'
import { SeededRandom } from '../random/SeededRandom'
import { defineSelectionPolicy } from './defineSelectionPolicy'

/**
 * One slice drawn from each of n equal bins (method.md A7). A slice belongs to the bin that its centre lies in, so that bins share no
 * slice where D / n is not a whole number.
 */
export const jittered = defineSelectionPolicy({
  id: 'jittered',
  label: 'Random in each interval (jittered)',
  description: 'One slice drawn at random from each of n equal intervals.',
  source: 'Stratified (jittered) sampling, Cochran 1977',
  params: z.object({}),
  select: ({ sliceCount, budgetSlices, seed }) => {
    const random = SeededRandom.for(seed, 'selection', 'jittered')
    // Slice z has its centre at z + 0.5: the first with (z + 0.5)·n / D ≥ bin.
    const startOf = (bin: number) => Math.ceil((bin * sliceCount) / budgetSlices - 0.5)
    return Array.from(
      { length: budgetSlices },
      (_, bin) => startOf(bin) + random.integer(startOf(bin + 1) - startOf(bin)),
    )
  },
})
