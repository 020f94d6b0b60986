import { morphologicalContour } from '../compute/propagators/morphologicalContour'
import { sli2vol } from '../compute/propagators/reconstruction/sli2vol'
import { ssa } from '../compute/propagators/reconstruction/ssa'
import { alignedShape } from '../domain/propagation/alignedShape'
import { nearest } from '../domain/propagation/nearest'
import type { CatalogPropagator } from '../compute/propagators/LearnedPropagator'
import { signedDistance } from '../domain/propagation/signedDistance'
import { defineCatalog } from './defineCatalog'

/** Everything that turns sparse labels into dense ones, simplest first. */
export const propagators = defineCatalog<CatalogPropagator>('propagator', [
  nearest,
  signedDistance,
  alignedShape,
  morphologicalContour,
  sli2vol,
  ssa,
])
