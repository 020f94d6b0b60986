import { z } from 'zod'
import { SeededRandom } from '../random/SeededRandom'
import { defineSelectionPolicy } from './defineSelectionPolicy'

/**
 * A part of the slices is drawn among those with target, the rest among all that are left: the baseline that active learning hardly
 * beats in nnActive (method.md H). Where a person plans, the label map that says so may be a rough one.
 */
export const foregroundAwareRandom = defineSelectionPolicy({
  id: 'foreground-aware-random',
  label: 'Random, favouring target',
  description:
    'A part of the slices is drawn among those with target, the rest anywhere. Needs a label map, if only a rough one.',
  source: 'nnActive, TMLR 2025 (arXiv 2511.19183)',
  params: z.object({
    foregroundFraction: z
      .number()
      .min(0)
      .max(1)
      .default(0.66)
      .describe('Part of the slices that is drawn among those with target'),
  }),
  needs: { foreground: true },
  select: ({ sliceCount, budgetSlices, seed, isForeground }, { foregroundFraction }) => {
    const random = SeededRandom.for(seed, 'selection', 'foreground-aware-random')
    const all = Array.from({ length: sliceCount }, (_, slice) => slice)
    const favoured = random
      .shuffled(all.filter((slice) => isForeground?.[slice] === true))
      .slice(0, Math.round(foregroundFraction * budgetSlices))
    const rest = random.shuffled(all.filter((slice) => !favoured.includes(slice)))
    return [...favoured, ...rest.slice(0, budgetSlices - favoured.length)]
  },
})
