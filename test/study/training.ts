/**
 * What propagated masks do to a network that is trained on them: the same slices with and without the masks between them, on all training
 * volumes (s = 1), as the paper's Figure 4. Writes docs/reference/training-with-masks.{md,json}.
 */
import { propagators } from '../../src-main/catalog/propagators'
import { propagationFigure } from '../../src-main/domain/figures/propagationFigure'
import { describeTraining } from './experiments/describeTraining'
import { experimentOptions } from './experiments/experimentOptions'
import { runExperimentStudy } from './experiments/experimentStudy'

/** `auto` is always one of the others, and has to train all of them before it knows which. */
const PROPAGATORS = propagators.ids.filter((id) => id !== 'auto')

const options = experimentOptions({
  name: 'training',
  methodsOption: 'propagators',
  methods: PROPAGATORS,
  densities: [0.1, 0.2],
})
if (options !== null) {
  await runExperimentStudy(
    {
      name: 'training-with-masks',
      grid: ({ methods, densities, seeds }) => ({
        densities,
        volumeFractions: [1],
        policies: ['fixed-interval'],
        propagators: ['none', ...methods],
        seeds,
      }),
      hasDenseReference: true,
      figure: propagationFigure,
      describe: describeTraining,
    },
    options,
  )
  process.exit()
}
