import { models } from '../../catalog/models'
import { propagators } from '../../catalog/propagators'
import { selectionPolicies } from '../../catalog/selectionPolicies'
import type { KnownIds } from '../../domain/experiment/experimentSpec'

/** What a spec may name. */
export const knownIds: KnownIds = {
  models: models.ids,
  policies: selectionPolicies.ids,
  propagators: propagators.ids,
}
