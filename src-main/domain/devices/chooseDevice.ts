import type { DeviceId, DeviceReport } from './deviceReport'

/** Within this, two measured times count as equal: a choice must not change with the weather. */
const EQUAL_WITHIN_FRACTION = 0.15

/** The fastest usable device; among those about as fast, the one that is listed first. Null if none is usable. */
export function chooseDevice(reports: readonly DeviceReport[]): DeviceId | null {
  const usable = reports.filter(({ usable, stepMs }) => usable && stepMs !== null)
  const fastestMs = Math.min(...usable.map(({ stepMs }) => stepMs ?? Number.POSITIVE_INFINITY))
  const chosen = usable.find(
    ({ stepMs }) => (stepMs ?? Number.POSITIVE_INFINITY) <= fastestMs * (1 + EQUAL_WITHIN_FRACTION),
  )
  return chosen?.id ?? null
}
