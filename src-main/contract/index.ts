import { devices } from './devices'
import { experiments } from './experiments'
import { jobs } from './jobs'
import { selection } from './selection'
import { studies } from './studies'

/** The one wire language: every host and every client speaks it. One file a stage. */
export const contract = { devices, jobs, studies, selection, experiments }
