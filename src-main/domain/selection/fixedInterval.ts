import { z } from 'zod'
import { SeededRandom } from '../random/SeededRandom'
import { defineSelectionPolicy } from './defineSelectionPolicy'

/** One slice in each of n equal intervals: z_i = floor((i + φ)·D / n) (contract.md §1, method.md A7). */
export const fixedInterval = defineSelectionPolicy({
  id: 'fixed-interval',
  label: 'Fixed interval',
  description: 'One slice in each of n equal intervals.',
  source: 'arXiv 2412.08081',
  params: z.object({
    // Below 1 by more than rounding, so that the last slice exists and no slice is chosen twice.
    phase: z.number().min(0).max(0.999).default(0.5).describe('Where in each interval the slice lies, 0 to 0.999'),
    seededPhase: z.boolean().default(false).describe('Draw the phase uniformly from the seed instead'),
  }),
  select: ({ sliceCount, budgetSlices, seed }, { phase, seededPhase }) => {
    const offset = seededPhase ? 0.999 * SeededRandom.for(seed, 'selection', 'fixed-interval').uniform() : phase
    return Array.from({ length: budgetSlices }, (_, i) => Math.floor(((i + offset) * sliceCount) / budgetSlices))
  },
})
