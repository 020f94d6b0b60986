import { autoFactsOf } from '../../compute/propagators/auto/createAuto'
import type { MethodChoice, PropagationModelInfo } from '../../contract/propagation'
import type { PropagationModelFile } from '../../io/models/propagationModelFile'

/** A model file as clients see it: everything but its weights. */
export function describeModel(file: PropagationModelFile): PropagationModelInfo {
  const { modelId, name, method, learnsFrom, params, origin, weights, sizeBytes, modifiedAt } = file
  const weightCount = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0)
  return {
    modelId,
    name,
    method,
    learnsFrom,
    params,
    ...origin,
    choice: choiceIn(file),
    weightCount,
    sizeBytes,
    modifiedAt,
  }
}

/** Of a model that was made by `auto`. */
export function choiceIn({ facts }: Pick<PropagationModelFile, 'facts'>): MethodChoice | null {
  const found = autoFactsOf(facts)
  if (found === null) return null
  const candidates = found.candidates.map(({ id, estimate, seconds }) => ({ method: id, estimate, seconds }))
  return { chosen: found.chosen, candidates }
}
