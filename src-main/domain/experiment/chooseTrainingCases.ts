import { SeededRandom } from '../random/SeededRandom'
import { withoutNoise } from './budget'

/**
 * The training volumes that are annotated at volume fraction s: the first ceil(s·N) of one seeded permutation, so that for one
 * seed the volumes of a smaller s are among those of a larger (method.md A3). Independent of the order of `caseIds`.
 * @param volumeFraction s, 0 < s ≤ 1
 * @returns case ids, sorted
 */
export function chooseTrainingCases({
  caseIds,
  volumeFraction,
  seed,
}: {
  caseIds: readonly string[]
  volumeFraction: number
  seed: number
}): string[] {
  const permutation = SeededRandom.for(seed, 'training-volumes').shuffled([...caseIds].sort())
  return permutation.slice(0, Math.ceil(withoutNoise(volumeFraction * caseIds.length))).sort()
}
