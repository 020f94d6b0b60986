import type { DeviceId, DeviceReport } from './deviceReport'

/** Within this, two measured times count as equal. */
const EQUAL_WITHIN_FRACTION = 0.15

/**
 * The fastest usable device; among those about as fast, the one that is listed first. Null if none is usable.
 *
 * Goes by each device's best step: medians change with what else the machine does, and the choice should not.
 */
export function chooseDevice(reports: readonly DeviceReport[]): DeviceId | null {
  const usable = reports.filter(({ usable, bestStepMs }) => usable && bestStepMs !== null)
  const fastestMs = Math.min(...usable.map(({ bestStepMs }) => bestStepMs ?? Number.POSITIVE_INFINITY))
  const chosen = usable.find(
    ({ bestStepMs }) => (bestStepMs ?? Number.POSITIVE_INFINITY) <= fastestMs * (1 + EQUAL_WITHIN_FRACTION),
  )
  return chosen?.id ?? null
}
