import { models } from '../../catalog/models'
import { propagators } from '../../catalog/propagators'
import { selectionPolicies } from '../../catalog/selectionPolicies'
import type { KnownIds } from '../../domain/experiment/experimentSpec'
import type { NamedPolicy } from '../../domain/experiment/policyName'
import { descriptorChoiceOf } from '../../domain/selection/descriptorParams'

/** What a spec may name. */
export const knownIds: KnownIds = {
  models: models.ids,
  policies: selectionPolicies.ids,
  propagators: propagators.ids,
  policyProblem,
}

/** Experiments choose within each volume, by descriptors that need no job of their own. */
function policyProblem({ id, params }: NamedPolicy): string | null {
  const policy = selectionPolicies.get(id)
  const parsed = policy.params.strict().safeParse(params)
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(': '))
    const known = Object.keys(policy.params.shape).join(', ') || 'none'
    return `${sentences.join('; ')}; it takes ${known}.`
  }
  if (!policy.needs.descriptors) return null
  const { descriptors, scope } = descriptorChoiceOf(params)
  if (scope === 'dataset') return 'experiments choose within each volume; leave out scope=dataset.'
  if (descriptors !== 'thumbnails')
    return `experiments compare slices by thumbnails; leave out descriptors=${descriptors}, or freeze a plan with it.`
  return null
}
