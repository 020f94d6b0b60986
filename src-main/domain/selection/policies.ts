import { contiguousClusters } from './contiguousClusters'
import { facilityLocation } from './facilityLocation'
import { fixedInterval } from './fixedInterval'
import { foregroundAwareRandom } from './foregroundAwareRandom'
import { jittered } from './jittered'
import { kCenter } from './kCenter'
import { positiveStratified } from './positiveStratified'
import { uniformRandom } from './uniformRandom'

/** The plain ones first, then those that look at the images, then those that need to know where the target is. */
export const policies = [
  fixedInterval,
  uniformRandom,
  jittered,
  facilityLocation,
  kCenter,
  contiguousClusters,
  foregroundAwareRandom,
  positiveStratified,
] as const
