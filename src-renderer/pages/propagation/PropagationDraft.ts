import type { OutsideRule, UnreachedRule } from '../../../src-main/domain/propagation/rules'

/** What the form says of the next propagation. */
export interface PropagationDraft {
  /** Id in the catalog of propagators. */
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** null: what the method does by itself. */
  readonly outside: OutsideRule | null
  readonly unreached: UnreachedRule
}
