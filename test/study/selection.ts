/**
 * Which slices to annotate: unsupervised active learning against fixed interval and random, on trainings that differ in nothing else, with
 * the paper's Figure 5. Writes docs/reference/slice-selection.{md,json}.
 */
import { selectionPolicies } from '../../src-main/catalog/selectionPolicies'
import { policyFigure } from '../../src-main/domain/figures/policyFigure'
import { describeSelection } from './experiments/describeSelection'
import { experimentOptions } from './experiments/experimentOptions'
import { runExperimentStudy } from './experiments/experimentStudy'

/** The paper's question: the two simple policies and those that look at the images. */
const POLICIES = ['fixed-interval', 'uniform-random', 'facility-location', 'k-center', 'z-contiguous-clusters'].filter(
  (id) => selectionPolicies.ids.includes(id),
)
const VALIDATION_COUNT = 4

const options = experimentOptions({
  name: 'selection',
  methodsOption: 'policies',
  defaults: {
    methods: POLICIES,
    densities: [0.05, 0.1, 0.2],
    seeds: [1, 2, 3],
    stepCount: 200,
    trainCount: 24,
    testCount: 40,
  },
})
if (options !== null) {
  const { methods, densities, seeds, stepCount, trainCount, testCount } = options.grid
  const study = {
    name: 'slice-selection',
    caseCount: trainCount + VALIDATION_COUNT + testCount,
    spec: {
      split: { by: 'seed', seed: 0, train: trainCount, validation: VALIDATION_COUNT, test: testCount },
      grid: { densities, volumeFractions: [0.5, 1], policies: methods, propagators: ['none'], seeds },
      denseReference: false,
      training: {
        stepCount,
        batchSize: 8,
        validationIntervalSteps: Math.ceil(stepCount / 2),
        checkpointIntervalSteps: 50,
      },
    },
    figure: policyFigure,
    describe: describeSelection,
  }
  await runExperimentStudy(study, options)
  process.exit()
}
