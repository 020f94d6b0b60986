import { analysis } from './analysis'
import { devices } from './devices'
import { experiments } from './experiments'
import { exports } from './exports'
import { jobs } from './jobs'
import { propagation } from './propagation'
import { report } from './report'
import { selection } from './selection'
import { studies } from './studies'
import { training } from './training'
import { workspaceStudies } from './workspace'

/** The one wire language: every host and every client speaks it. One file a stage. */
export const contract = {
  devices,
  jobs,
  studies: { ...studies, ...workspaceStudies },
  selection,
  propagation,
  training,
  analysis,
  experiments,
  report,
  exports,
}
