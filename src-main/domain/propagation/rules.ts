/**
 * What happens to slices beyond the outermost key slices, up to a block (contract.md §2). `half-way` repeats too, but towards an
 * annotated-empty slice only while the key slice is the nearer of the two; the rest counts as not reached.
 */
export const OUTSIDE_RULES = ['repeat', 'half-way', 'background', 'ignore'] as const
export type OutsideRule = (typeof OUTSIDE_RULES)[number]

/** What slices become that nothing reached. */
export const UNREACHED_RULES = ['background', 'ignore'] as const
export type UnreachedRule = (typeof UNREACHED_RULES)[number]
