import { jobs } from './jobs'
import { report } from './report'

/** The one wire language: every host and every client speaks it. One file a stage. */
export const contract = { jobs, report }
