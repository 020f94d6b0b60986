import { analysis } from './analysis'
import { jobs } from './jobs'
import { propagation } from './propagation'
import { selection } from './selection'
import { studies } from './studies'

/** The one wire language: every host and every client speaks it. One file a stage. */
export const contract = { jobs, studies, selection, propagation, analysis }
