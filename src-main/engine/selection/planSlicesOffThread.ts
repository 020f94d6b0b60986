import { planReasonedSlices, type PlanSlicesInput, type ReasonedPlan } from '../../workers/planReasonedSlices'
import { runOnCpuPool } from '../../workers/runOnCpuPool'

/** Multiplications that take about 20 ms: fewer are not worth the way to another thread. */
const FEW_PRODUCTS = 1e7

/** `planReasonedSlices`, on another thread where it would hold this one up. @throws SlicewrightError as `planSlices` */
export async function planSlicesOffThread(input: PlanSlicesInput): Promise<ReasonedPlan> {
  const isPooled = input.params['scope'] === 'dataset'
  const sizes = input.facts.map(([, { descriptors }]) => descriptors).filter((each) => each !== undefined)
  const total = sizes.reduce((sum, { sliceCount }) => sum + sliceCount, 0)
  const products = sizes.reduce(
    (sum, { sliceCount, dimension }) => sum + sliceCount * dimension * (isPooled ? total : sliceCount),
    0,
  )
  if (products < FEW_PRODUCTS) return planReasonedSlices(input)
  return runOnCpuPool('planReasonedSlices', input, { signal: new AbortController().signal, what: 'Selecting slices' })
}
