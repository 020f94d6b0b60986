import { chooseDevice } from '../domain/devices/chooseDevice'
import { DEVICE_IDS, deviceIdSchema, type DeviceReport } from '../domain/devices/deviceReport'
import { SlicewrightError } from '../domain/errors'
import type { Backend } from './backends/Backend'
import { openUnproven } from './deviceProbe/openUnproven'
import { defaultThreads, knownDevices } from './devices'

/**
 * Opens a device that was proven on this machine.
 *
 * @param options.deviceId exactly one of the device ids; left out, the fastest usable device
 * @param options.threads threads within one operation; left out, all cores. Sums depend on it: record it
 * @throws SlicewrightError UNKNOWN_ID for any other id, DEVICE_UNAVAILABLE with reason and remedy
 * @throws CancelledError if `signal` aborts
 */
export async function openBackend(
  options: { deviceId?: string | undefined; threads?: number | undefined; signal?: AbortSignal } = {},
): Promise<Backend> {
  const { deviceId, threads = defaultThreads(), signal } = options
  const asked = deviceId === undefined ? null : parseDeviceId(deviceId)
  const reports = await knownDevices({ signal })
  const id = asked ?? chooseDevice(reports)
  if (id === null) throw noneUsable(reports)
  const report = reports.find((each) => each.id === id)
  if (report?.usable !== true)
    throw new SlicewrightError(
      'DEVICE_UNAVAILABLE',
      `${id} cannot be used: ${report?.reason ?? 'it was not tried.'} ${report?.remedy ?? ''}`.trim(),
      { details: { deviceId: id, reason: report?.reason, remedy: report?.remedy } },
    )
  return openUnproven({ deviceId: id, threads })
}

function parseDeviceId(text: string) {
  const parsed = deviceIdSchema.safeParse(text)
  if (parsed.success) return parsed.data
  throw new SlicewrightError('UNKNOWN_ID', `Unknown device "${text}". Known: ${DEVICE_IDS.join(', ')}.`, {
    details: { family: 'device', found: text, allowed: DEVICE_IDS },
  })
}

function noneUsable(reports: readonly DeviceReport[]): SlicewrightError {
  return new SlicewrightError(
    'DEVICE_UNAVAILABLE',
    `No device can compute here. ${reports.map(({ id, reason }) => `${id}: ${reason ?? '?'}`).join(' ')} Run doctor.`,
    { details: { devices: reports } },
  )
}
