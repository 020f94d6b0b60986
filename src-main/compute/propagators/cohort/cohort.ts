import { z } from 'zod'
import { SlicewrightError } from '../../../domain/errors'
import { defineFillPropagator, type PropagatorFacts } from '../../../domain/propagation/Propagator'
import type { LearnedPropagator } from '../LearnedPropagator'
import { planCanvas, type Canvas } from './canvas'
import { CohortNetwork } from './CohortNetwork'
import { cohortParams, parseCohortParams } from './cohortParams'
import { fillWithCohort } from './fillWithCohort'
import { loadCohortPool } from './loadCohortPool'
import { surveyCohort } from './surveyCohort'
import { trainCohort } from './trainCohort'

/** Written into every model: what a model of another version means is not known. */
const MODEL_VERSION = 1

const perSide = z.object({ width: z.number().positive(), height: z.number().positive() })
const modelFactsSchema = z.object({
  version: z.literal(MODEL_VERSION),
  canvas: z.object({ spacingMm: perSide, size: perSide }),
  classLabels: z.array(z.int().min(1).max(254)),
  reachSlices: z.number().nullable().describe('null stands for Infinity: shapes alone'),
})

const facts: PropagatorFacts = {
  id: 'cohort',
  label: 'Cohort-informed',
  source:
    'A U-Net (Ronneberger et al. 2015) trained on all annotated slices of the project, fused with aligned shapes near key slices; the fusion is calibrated on slices held out (docs/decisions/0014-cohort-fusion.md)',
  needsImage: true,
  learnsFrom: 'annotated-slices',
  defaultOutside: 'half-way',
}

/** What other volumes of the project teach fills the slices that are far from a key slice; near one, shapes do. */
export const cohort: LearnedPropagator = {
  ...facts,
  kind: 'fill',
  params: cohortParams,
  async fit(cases, given, context) {
    const params = parseCohortParams(given)
    const surveyed = await surveyCohort(cases, context)
    const canvas = planCanvas(
      surveyed.map(({ extent }) => extent),
      params.largestSide,
    )
    const classLabels = [...new Set(surveyed.flatMap(({ labels }) => [...labels]))].sort((a, b) => a - b)
    const { neighbourSlices } = params
    const pool = await loadCohortPool({ surveyed, canvas, classLabels, neighbourSlices, context })
    const trained = await trainCohort({ pool, surveyed, canvas, classLabels, params, context })
    const { reachSlices } = trained
    return {
      method: facts.id,
      params,
      weights: trained.weights,
      facts: {
        version: MODEL_VERSION,
        canvas,
        classLabels,
        reachSlices: reachSlices === Infinity ? null : reachSlices,
        stepCount: trained.stepCount,
        annotatedSliceCount: pool.length,
        leftOut: trained.leftOut,
      },
    }
  },
  async open(model, { backend }) {
    const found = modelFactsSchema.safeParse(model.facts)
    if (model.method !== facts.id || !found.success)
      throw new SlicewrightError(
        'MODEL_INVALID',
        `This is not a model that "${facts.id}" can read (it was made by "${model.method}", version ${String(model.facts['version'])}). Train the propagator again, or choose another model file.`,
      )
    const params = parseCohortParams(model.params)
    const { canvas, classLabels, reachSlices } = found.data
    const network = await CohortNetwork.open({
      backend,
      weights: model.weights,
      params,
      canvas: canvas satisfies Canvas,
      classCount: classLabels.length,
    })
    return {
      propagator: defineFillPropagator({
        ...facts,
        // What a model was trained with is within it.
        params: cohortParams.partial(),
        fill: (request) =>
          fillWithCohort({
            request,
            network,
            canvas,
            classLabels,
            neighbourSlices: params.neighbourSlices,
            reachSlices: reachSlices ?? Infinity,
          }),
      }),
      close: () => network.close(),
    }
  },
}
