import { fixedInterval } from '../domain/selection/fixedInterval'
import { uniformRandom } from '../domain/selection/uniformRandom'
import { defineCatalog } from './defineCatalog'

export const selectionPolicies = defineCatalog('selection policy', [fixedInterval, uniformRandom])
