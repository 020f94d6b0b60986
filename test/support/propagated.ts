import { propagators } from '../../src-main/catalog/propagators'
import { isLearned } from '../../src-main/compute/propagators/LearnedPropagator'
import type { LabelMap } from '../../src-main/domain/labels/LabelMap'
import {
  propagateLabelMap,
  type PropagatedLabelMap,
  type PropagationOptions,
} from '../../src-main/engine/propagation/propagateLabelMap'

/** `propagateLabelMap` along k with nobody listening. */
export async function propagated(
  sparse: LabelMap,
  method: string,
  options: Partial<PropagationOptions> = {},
): Promise<PropagatedLabelMap> {
  const signal = new AbortController().signal
  const propagator = propagators.get(method)
  if (isLearned(propagator)) throw new Error(`${method} has to be trained first.`)
  return propagateLabelMap({ sparse, propagator, axis: 'k', signal, report: () => undefined, ...options })
}
