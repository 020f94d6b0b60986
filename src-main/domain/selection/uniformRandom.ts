import { z } from 'zod'
import { SeededRandom } from '../random/SeededRandom'
import { defineSelectionPolicy } from './defineSelectionPolicy'

/** n slices without replacement. With the same seed, a smaller budget selects a subset of a larger one. */
export const uniformRandom = defineSelectionPolicy({
  id: 'uniform-random',
  label: 'Uniform random',
  description: 'Slices drawn at random without replacement.',
  source: 'arXiv 2412.08081',
  params: z.object({}),
  select: ({ sliceCount, budgetSlices, seed }) =>
    SeededRandom.for(seed, 'selection', 'uniform-random')
      .shuffled(Array.from({ length: sliceCount }, (_, sliceIndex) => sliceIndex))
      .slice(0, budgetSlices)
      .sort((a, b) => a - b),
})
