import { implementer } from '../implementer'
import { examineMachine } from './examineMachine'

export const devicesHandlers = {
  examine: implementer.devices.examine.handler(({ context }) => ({
    jobId: context.jobs.start('devices.examine', 'Looking for devices', examineMachine),
  })),
}
