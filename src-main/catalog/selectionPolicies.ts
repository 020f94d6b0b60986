import { contiguousClusters } from '../domain/selection/contiguousClusters'
import { facilityLocation } from '../domain/selection/facilityLocation'
import { fixedInterval } from '../domain/selection/fixedInterval'
import { foregroundAwareRandom } from '../domain/selection/foregroundAwareRandom'
import { jittered } from '../domain/selection/jittered'
import { kCenter } from '../domain/selection/kCenter'
import { positiveStratified } from '../domain/selection/positiveStratified'
import { uniformRandom } from '../domain/selection/uniformRandom'
import { defineCatalog } from './defineCatalog'

/** The plain ones first, then those that look at the images, then those that need to know where the target is. */
export const selectionPolicies = defineCatalog('selection policy', [
  fixedInterval,
  uniformRandom,
  jittered,
  facilityLocation,
  kCenter,
  contiguousClusters,
  foregroundAwareRandom,
  positiveStratified,
])
