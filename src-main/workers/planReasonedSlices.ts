import type { SelectionRequest } from '../domain/selection/defineSelectionPolicy'
import { explainPlannedChoices, type ChoiceReason } from '../domain/selection/explainChoices'
import { planSlices, type AnnotationBudget, type PlannableVolume } from '../domain/selection/planSlices'
import { policies } from '../domain/selection/policies'

export interface PlanSlicesInput {
  readonly volumes: readonly PlannableVolume[]
  readonly budget: AnnotationBudget
  readonly policyId: string
  readonly params: Readonly<Record<string, unknown>>
  readonly seed: number
  /** By case id. */
  readonly facts: readonly (readonly [string, Pick<SelectionRequest, 'descriptors' | 'isForeground'>])[]
  /** Each choice names so many slices that it stands for. */
  readonly namedSlices: number
}

export interface ReasonedPlan {
  readonly volumes: {
    readonly caseId: string
    readonly sliceIndices: number[]
    readonly why: ChoiceReason<{ readonly caseId: string; readonly sliceIndex: number }>[] | null
  }[]
  readonly notes: string[]
}

/** `planSlices` with the reasons, from plain data to plain data. @throws SlicewrightError as `planSlices` */
export function planReasonedSlices({ policyId, facts, namedSlices, ...request }: PlanSlicesInput): ReasonedPlan {
  const known = new Map(facts)
  const factsOf = (caseId: string) => known.get(caseId)
  const policy = policies.find(({ id }) => id === policyId)
  if (policy === undefined) throw new Error(`There is no selection policy "${policyId}".`)
  const { volumes, notes } = planSlices({ ...request, policy, factsOf })
  return {
    volumes: volumes.map(({ caseId, sliceIndices, choices }) => ({
      caseId,
      sliceIndices,
      why: explainPlannedChoices({
        caseId,
        choices,
        descriptorsOf: (id) => factsOf(id)?.descriptors,
        limit: namedSlices,
      }),
    })),
    notes,
  }
}
