import { createAuto } from '../compute/propagators/auto/createAuto'
import { morphologicalContour } from '../compute/propagators/morphologicalContour'
import { alignedShape } from '../domain/propagation/alignedShape'
import { nearest } from '../domain/propagation/nearest'
import type { CatalogPropagator } from '../compute/propagators/LearnedPropagator'
import { signedDistance } from '../domain/propagation/signedDistance'
import { defineCatalog } from './defineCatalog'

const candidates: readonly CatalogPropagator[] = [nearest, signedDistance, alignedShape, morphologicalContour]

/** Everything that turns sparse labels into dense ones, simplest first; last the one that chooses among them. */
export const propagators = defineCatalog<CatalogPropagator>('propagator', [...candidates, createAuto({ candidates })])
