/** The states of a run in the ledger and of a job on the wire (contract.md §4): one list for both. */
export const RUN_STATES = [
  'queued',
  'running',
  'pausing',
  'paused',
  'interrupted',
  'done',
  'failed',
  'cancelled',
] as const
export type RunState = (typeof RUN_STATES)[number]
