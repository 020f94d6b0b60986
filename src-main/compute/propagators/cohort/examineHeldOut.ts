import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../../domain/errors'
import { IGNORE_LABEL } from '../../../domain/labels/LabelMap'
import { compareLeftOut } from '../../../domain/propagation/estimate/compareLeftOut'
import type { KeySliceObservation } from '../../../domain/propagation/estimate/KeySliceObservation'
import { openShapeInterpolator } from '../../../domain/propagation/openShapeInterpolator'
import { segmentsOf } from '../../../domain/propagation/segments'
import { sliceOf, sliceStackOf, type SliceStack } from '../../../domain/propagation/SliceStack'
import type { FitContext } from '../LearnedPropagator'
import { placeCanvas, type Canvas } from './canvas'
import { REACHES_SLICES } from './chooseReach'
import type { CohortNetwork } from './CohortNetwork'
import type { PooledWindow } from './loadCohortPool'
import { openSlice } from './openSlice'
import type { SurveyedCase } from './surveyCohort'

/**
 * Predicts annotated slices that the network has not been trained on, with shapes from the other annotated slices, at every reach.
 * @returns for each of `REACHES_SLICES` what is found of the held-out slices
 */
export async function examineHeldOut(options: {
  readonly network: CohortNetwork
  readonly heldOut: readonly PooledWindow[]
  readonly surveyed: readonly SurveyedCase[]
  readonly canvas: Canvas
  readonly classLabels: readonly number[]
  readonly context: Pick<FitContext, 'signal' | 'report'>
}): Promise<KeySliceObservation[][]> {
  const { network, heldOut, surveyed, canvas, classLabels, context } = options
  const byReach: KeySliceObservation[][] = REACHES_SLICES.map(() => [])
  let done = 0
  for (const [caseId, windows] of Map.groupBy(heldOut, (window) => window.caseId)) {
    const of = surveyed.find(({ cohortCase }) => cohortCase.caseId === caseId) as SurveyedCase
    const place = placeCanvas(canvas, of.extent)
    const stack = sliceStackOf(await of.cohortCase.loadSparse(), of.cohortCase.axis)
    for (const window of windows) {
      throwIfCancelled(context.signal, 'Training')
      context.report({ stage: 'held-out slices', done: done++, total: heldOut.length, unit: 'slices' })
      const { sliceIndex } = window
      const [logProbabilities] = await network.logProbabilities([window.slices])
      const states = of.states.map((state, at) => (at === sliceIndex ? 'not-annotated' : state))
      const known = withoutSlice(stack, sliceIndex)
      const shapes = openShapeInterpolator({ stack: known, segments: segmentsOf(states) })
      const decide = openSlice({ sliceIndex, logProbabilities, place, stack: known, shapes, classLabels })
      REACHES_SLICES.forEach((reach, at) => {
        const { labels } = decide(reach)
        const predicted = () => labels
        byReach[at].push(...compareLeftOut({ caseId, stack, states: of.states, leaveOut: [sliceIndex], predicted }))
      })
      await setImmediate()
    }
  }
  return byReach
}

/** For shapes: that slice unknown, and what is annotated nowhere counts as background. */
function withoutSlice(stack: SliceStack, sliceIndex: number): SliceStack {
  const data = stack.data.map((label) => (label === IGNORE_LABEL ? 0 : label))
  sliceOf({ ...stack, data }, sliceIndex).fill(0)
  return { ...stack, data }
}
