/**
 * What propagated masks do to a network that is trained on them: the same slices with and without the masks between them, on all training
 * volumes (s = 1), as the paper's Figure 4. Writes docs/reference/training-with-masks.{md,json}.
 */
import { propagators } from '../../src-main/catalog/propagators'
import { propagationFigure } from '../../src-main/domain/figures/propagationFigure'
import { experimentOptions } from './experiments/experimentOptions'
import { runExperimentStudy } from './experiments/experimentStudy'
import { describeTraining } from './experiments/describeTraining'

/** `auto` is always one of the others, and has to train all of them before it knows which. */
const PROPAGATORS = propagators.ids.filter((id) => id !== 'auto')
const VALIDATION_COUNT = 4

const options = experimentOptions({
  name: 'training',
  methodsOption: 'propagators',
  defaults: {
    methods: PROPAGATORS,
    densities: [0.1, 0.2],
    seeds: [1, 2, 3],
    stepCount: 200,
    trainCount: 24,
    testCount: 40,
  },
})
if (options !== null) {
  const { methods, densities, seeds, stepCount, trainCount, testCount } = options.grid
  const study = {
    name: 'training-with-masks',
    caseCount: trainCount + VALIDATION_COUNT + testCount,
    spec: {
      split: { by: 'seed', seed: 0, train: trainCount, validation: VALIDATION_COUNT, test: testCount },
      grid: {
        densities,
        volumeFractions: [1],
        policies: ['fixed-interval'],
        propagators: ['none', ...methods],
        seeds,
      },
      denseReference: true,
      training: {
        stepCount,
        batchSize: 8,
        validationIntervalSteps: Math.ceil(stepCount / 2),
        checkpointIntervalSteps: 50,
      },
    },
    figure: propagationFigure,
    describe: describeTraining,
  }
  await runExperimentStudy(study, options)
  process.exit()
}
