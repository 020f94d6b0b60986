import type { LabelMap } from '../../src-main/domain/labels/LabelMap'
import {
  propagateLabelMap,
  type PropagatedLabelMap,
  type PropagationOptions,
} from '../../src-main/engine/propagation/propagateLabelMap'

/** `propagateLabelMap` along k with nobody listening. */
export function propagated(
  sparse: LabelMap,
  method: string,
  options: Partial<PropagationOptions> = {},
): Promise<PropagatedLabelMap> {
  const signal = new AbortController().signal
  return propagateLabelMap({ sparse, method, axis: 'k', signal, report: () => undefined, ...options })
}
