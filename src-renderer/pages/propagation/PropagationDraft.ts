import type { OutsideRule, UnreachedRule } from '../../../src-main/domain/propagation/rules'

/** What the form says of the next propagation. */
export interface PropagationDraft {
  /** Id in the catalog of propagators. */
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** A trained model of the workspace; null: one is trained, with the name and seed below. */
  readonly modelId: string | null
  /** Empty: the engine finds one. */
  readonly modelName: string
  readonly seed: number
  /** Train on more than the volumes that are ticked: all that the method can learn from. */
  readonly isTrainedOnAll: boolean
  /** null: what the method does by itself. */
  readonly outside: OutsideRule | null
  readonly unreached: UnreachedRule
}

export const EMPTY_DRAFT: PropagationDraft = {
  method: '',
  params: {},
  modelId: null,
  modelName: '',
  seed: 0,
  isTrainedOnAll: true,
  outside: null,
  unreached: 'background',
}
