import { exports } from './exports'
import { jobs } from './jobs'
import { selection } from './selection'
import { studies } from './studies'
import { workspaceStudies } from './workspace'

/** The one wire language: every host and every client speaks it. One file a stage. */
export const contract = { jobs, studies: { ...studies, ...workspaceStudies }, selection, exports }
