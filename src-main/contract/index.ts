import { analysis } from './analysis'
import { devices } from './devices'
import { exports } from './exports'
import { jobs } from './jobs'
import { propagation } from './propagation'
import { selection } from './selection'
import { studies } from './studies'
import { workspaceStudies } from './workspace'

/** The one wire language: every host and every client speaks it. One file a stage. */
export const contract = {
  devices,
  jobs,
  studies: { ...studies, ...workspaceStudies },
  selection,
  propagation,
  analysis,
  exports,
}
