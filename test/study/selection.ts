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

const options = experimentOptions({
  name: 'selection',
  methodsOption: 'policies',
  methods: POLICIES,
  densities: [0.05, 0.1, 0.2],
})
if (options !== null) {
  await runExperimentStudy(
    {
      name: 'slice-selection',
      grid: ({ methods, densities, seeds }) => ({
        densities,
        volumeFractions: [0.5, 1],
        policies: methods,
        propagators: ['none'],
        seeds,
      }),
      hasDenseReference: false,
      figure: policyFigure,
      describe: describeSelection,
    },
    options,
  )
  process.exit()
}
