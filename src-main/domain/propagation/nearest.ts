import { z } from 'zod'
import { defineStepPropagator } from './Propagator'

/** Zero-order hold: every slice shows what its nearest key slice shows. The baseline that each other propagator has to beat. */
export const nearest = defineStepPropagator({
  id: 'nearest',
  label: 'Nearest key slice',
  source: 'Algorithm 1 of arXiv 2412.08081 with the identity as its step',
  needsImage: false,
  learnsFrom: 'nothing',
  defaultOutside: 'repeat',
  params: z.object({}),
  open: async () => ({ step: ({ mask }) => mask, close: () => undefined }),
})
