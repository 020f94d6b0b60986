import { planRequestSchema, type PlanRequest } from '../../../src-main/contract/plans'

/** The form as it is being filled in: every field keeps what was typed, also of the kind of budget that is not chosen. */
export interface PlanDraft {
  readonly dataset: string
  readonly budgetKind: 'density' | 'slices'
  readonly densityFraction: number
  readonly sliceTotal: number
  /** null: all of the data set. */
  readonly volumeCount: number | null
  readonly policy: string
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  /** Only among these; empty for all. */
  readonly caseIds: readonly string[]
}

/** A tenth of the slices of every volume: what the paper found to come close to dense annotation. */
export function firstDraft({ dataset, policy }: { dataset: string; policy: string }): PlanDraft {
  return {
    dataset,
    budgetKind: 'density',
    densityFraction: 0.1,
    sliceTotal: 40,
    volumeCount: null,
    policy,
    params: {},
    seed: 0,
    caseIds: [],
  }
}

/** What the form asks for; null while a field holds something that cannot be asked for. */
export function requestOf(draft: PlanDraft): PlanRequest | null {
  const { dataset, policy, params, seed, volumeCount, caseIds } = draft
  const budget =
    draft.budgetKind === 'density'
      ? { kind: draft.budgetKind, densityFraction: draft.densityFraction, volumeCount }
      : { kind: draft.budgetKind, sliceTotal: draft.sliceTotal, volumeCount }
  const request = { dataset, budget, policy, params, seed, caseIds: caseIds.length === 0 ? null : [...caseIds] }
  const parsed = planRequestSchema.safeParse(request)
  return parsed.success && dataset !== '' && policy !== '' ? parsed.data : null
}

/** The budget of a frozen plan in words: "10 % of the slices of 8 volumes". */
export function budgetWords({ budget }: PlanRequest): string {
  const volumes = budget.volumeCount === null ? 'all volumes' : `${budget.volumeCount} volumes`
  if (budget.kind === 'slices') return `${budget.sliceTotal} slices over ${volumes}`
  return `${Number((100 * budget.densityFraction).toPrecision(3))} % of the slices of ${volumes}`
}
