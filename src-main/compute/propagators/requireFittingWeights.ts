import { SlicewrightError } from '../../domain/errors'
import type { PropagationModel } from './LearnedPropagator'

/** @throws SlicewrightError MODEL_INVALID unless the model holds weights of these names and shapes */
export function requireFittingWeights(
  { method, weights }: Pick<PropagationModel, 'method' | 'weights'>,
  variables: Readonly<Record<string, { readonly shape: readonly number[] }>>,
): void {
  for (const [name, { shape }] of Object.entries(variables)) {
    const found = Object.hasOwn(weights, name) ? `has shape [${weights[name].shape.join(', ')}]` : 'is missing'
    if (found === `has shape [${shape.join(', ')}]`) continue
    throw new SlicewrightError(
      'MODEL_INVALID',
      `The model of "${method}" does not fit its network: "${name}" ${found}; [${shape.join(', ')}] was expected. Train the propagator again, or choose another model file.`,
      { details: { name } },
    )
  }
}
