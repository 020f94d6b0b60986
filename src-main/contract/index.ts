import { devices } from './devices'
import { jobs } from './jobs'

/** The one wire language: every host and every client speaks it. One file a stage. */
export const contract = { devices, jobs }
