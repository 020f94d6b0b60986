import { createAuto } from '../compute/propagators/auto/createAuto'
import { cohort } from '../compute/propagators/cohort/cohort'
import type { CatalogPropagator } from '../compute/propagators/LearnedPropagator'
import { morphologicalContour } from '../compute/propagators/morphologicalContour'
import { sli2vol } from '../compute/propagators/reconstruction/sli2vol'
import { ssa } from '../compute/propagators/reconstruction/ssa'
import { alignedShape } from '../domain/propagation/alignedShape'
import { nearest } from '../domain/propagation/nearest'
import { signedDistance } from '../domain/propagation/signedDistance'
import { defineCatalog } from './defineCatalog'

const candidates: readonly CatalogPropagator[] = [
  nearest,
  signedDistance,
  alignedShape,
  morphologicalContour,
  sli2vol,
  ssa,
  cohort,
]

/** Everything that turns sparse labels into dense ones, simplest first; last the one that chooses among them. */
export const propagators = defineCatalog<CatalogPropagator>('propagator', [
  ...candidates,
  // Training slice reconstruction takes minutes and seldom wins: whoever wants it in the comparison names it.
  createAuto({ candidates, unlessAsked: [sli2vol.id, ssa.id] }),
])
