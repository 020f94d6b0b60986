import { analysis } from './analysis'
import { catalog } from './catalog'
import { devices } from './devices'
import { experiments } from './experiments'
import { exports } from './exports'
import { files } from './files'
import { jobs } from './jobs'
import { plans } from './plans'
import { propagation } from './propagation'
import { report } from './report'
import { review } from './review'
import { selection } from './selection'
import { studies } from './studies'
import { training } from './training'
import { volumes } from './volumes'
import { workspaceStudies } from './workspace'
import { workspaces } from './workspaces'

/** The one wire language: every host and every client speaks it. One file a stage. */
export const contract = {
  catalog,
  devices,
  jobs,
  files,
  workspaces,
  studies: { ...studies, ...workspaceStudies },
  volumes,
  selection,
  plans,
  propagation,
  review,
  training,
  analysis,
  experiments,
  report,
  exports,
}
