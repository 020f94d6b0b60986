/** What a case is for in an experiment. */
export const CASE_ROLES = ['train', 'validation', 'test'] as const
export type CaseRole = (typeof CASE_ROLES)[number]
