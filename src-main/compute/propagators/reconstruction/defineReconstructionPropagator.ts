import { z } from 'zod'
import { SlicewrightError } from '../../../domain/errors'
import { defineStepPropagator, type PropagatorFacts } from '../../../domain/propagation/Propagator'
import type { LearnedPropagator } from '../LearnedPropagator'
import { requireFittingWeights } from '../requireFittingWeights'
import { CorrespondenceKeeper } from './CorrespondenceKeeper'
import type { ReconstructionMethod } from './ReconstructionMethod'
import { reopenedParams, settingsOf, type ReconstructionParams } from './reconstructionParams'
import { labelsFor, ReconstructionStepper } from './ReconstructionStepper'
import { SliceCorrespondence } from './SliceCorrespondence'
import { createSliceEncoder } from './sliceEncoder'
import { trainReconstruction } from './trainReconstruction'

/** Written into every model: what a model of another version means is not known. */
const MODEL_VERSION = 1

/** A method of slice reconstruction as the catalog lists it: learns from images alone, then carries masks slice by slice. */
export function defineReconstructionPropagator(method: ReconstructionMethod): LearnedPropagator {
  const facts: PropagatorFacts = {
    id: method.id,
    label: method.label,
    source: method.source,
    needsImage: true,
    learnsFrom: 'images',
    defaultOutside: 'repeat',
  }
  return {
    ...facts,
    kind: 'step',
    params: method.params,
    async fit(cases, given, context) {
      const params = parseParams(method, given)
      const { weights, side, finalLoss } = await trainReconstruction({
        method,
        cases,
        settings: settingsOf(params),
        context,
      })
      return {
        method: method.id,
        params,
        weights,
        facts: { version: MODEL_VERSION, side, finalLoss, caseCount: cases.length, seed: context.seed },
      }
    },
    async open(model, { backend }) {
      if (model.method !== method.id || model.facts['version'] !== MODEL_VERSION)
        throw new SlicewrightError(
          'MODEL_INVALID',
          `This model was made by "${model.method}" (version ${String(model.facts['version'])}), not by "${method.id}" (version ${MODEL_VERSION}). Train the propagator again, or choose another model file.`,
        )
      const params = parseParams(method, model.params)
      const encoder = createSliceEncoder({ variant: params.variant, inputCount: method.inputCount, seed: 0 })
      try {
        requireFittingWeights(model, encoder.variables)
      } finally {
        encoder.dispose()
      }
      const keeper = new CorrespondenceKeeper((key) =>
        SliceCorrespondence.open({ backend, method, settings: settingsOf(params), weights: model.weights, ...key }),
      )
      return {
        propagator: defineStepPropagator({
          ...facts,
          params: reopenedParams,
          async open(request, changed) {
            const { image, stack } = request
            if (image === null) throw new SlicewrightError('INTERNAL', `${method.id} was opened without an image.`)
            const settings = {
              verification: changed.verification ?? params.verification,
              fronts: changed.fronts ?? params.fronts,
              carry: changed.carry ?? params.carry,
              displacementSd: changed.displacementSd ?? params.displacementSd,
            }
            const key = {
              image,
              axis: stack.axis,
              classCount: labelsFor(request).length,
              displacementSd: settings.displacementSd,
            }
            const correspondence = await keeper.take(key)
            const letGo = () => keeper.giveBack(key, correspondence)
            return new ReconstructionStepper({ correspondence, request, settings, letGo })
          },
        }),
        close: () => keeper.close(),
      }
    },
  }
}

function parseParams({ id, params }: ReconstructionMethod, given: unknown): ReconstructionParams {
  const parsed = params.strict().safeParse(given ?? {})
  if (parsed.success) return parsed.data
  throw new SlicewrightError(
    'BAD_REQUEST',
    `Parameters of propagator "${id}" are wrong: ${z.prettifyError(parsed.error)}. It takes: ${Object.keys(params.shape).join(', ')}.`,
    { details: { issues: parsed.error.issues } },
  )
}
