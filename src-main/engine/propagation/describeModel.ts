import type { PropagationModelInfo } from '../../contract/propagation'
import type { PropagationModelFile } from '../../io/models/propagationModelFile'

/** A model file as clients see it: everything but its weights. */
export function describeModel(file: PropagationModelFile): PropagationModelInfo {
  const { modelId, name, method, learnsFrom, params, origin, weights, sizeBytes, modifiedAt } = file
  const weightCount = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0)
  return { modelId, name, method, learnsFrom, params, ...origin, weightCount, sizeBytes, modifiedAt }
}
