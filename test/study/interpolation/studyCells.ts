import { createHash } from 'node:crypto'
import { isLearned } from '../../../src-main/compute/propagators/LearnedPropagator'
import { canonicalJson, SCIENCE_VERSION } from '../../../src-main/domain/experiment/runIdentity'
import { hashFile } from '../../../src-main/io/files/hashFile'
import { needsImages, type StudyMethod } from './studyMethods'
import type { StudyDevice, StudyOptions } from './studyOptions'
import type { StudyCase, StudyCohort } from './studySets'

export interface HashedCase extends StudyCase {
  readonly labelSha256: string
  readonly imageSha256: string | null
}

export interface HashedCohort extends StudyCohort {
  readonly cases: readonly HashedCase[]
}

/** One method on one cohort at one density and seed. */
export interface StudyCell {
  readonly cohort: HashedCohort
  readonly method: StudyMethod
  readonly densityFraction: number
  readonly seed: number
  /** Of everything that decides the model and the estimate. */
  readonly key: string
}

export async function hashCohorts(cohorts: readonly StudyCohort[], signal: AbortSignal): Promise<HashedCohort[]> {
  const hashed: HashedCohort[] = []
  for (const cohort of cohorts) {
    const cases: HashedCase[] = []
    for (const each of cohort.cases)
      cases.push({
        ...each,
        labelSha256: await hashFile(each.labelPath, signal),
        imageSha256: each.imagePath === null ? null : await hashFile(each.imagePath, signal),
      })
    hashed.push({ ...cohort, cases })
  }
  return hashed
}

/** Everything there is to compute, simplest methods first: the page has its baselines early. */
export function studyCells(
  cohorts: readonly HashedCohort[],
  { methods, densities, seeds, device }: Pick<StudyOptions, 'methods' | 'densities' | 'seeds' | 'device'>,
): StudyCell[] {
  return methods.flatMap((method) =>
    cohorts
      .filter(({ cases }) => !needsImages(method) || cases.every(({ imagePath }) => imagePath !== null))
      .flatMap((cohort) =>
        densities.flatMap((densityFraction) =>
          seedsOf(cohort, seeds).map((seed) => {
            const decisive = [...identityOf({ method, densityFraction, seed, device }), cohort.cases.map(contentOf)]
            return { cohort, method, densityFraction, seed, key: sha256(decisive) }
          }),
        ),
      ),
  )
}

/** What is only shown is not worth training three times. */
export function seedsOf({ half }: StudyCohort, seeds: readonly number[]): readonly number[] {
  return half === 'shown' ? seeds.slice(0, 1) : seeds
}

/**
 * What decides the masks of one case: of a method that learned, the whole cohort; of any other, the case alone, so that a case is computed
 * once whatever cohort it is in.
 */
export function caseKey({ key, method, densityFraction, seed }: StudyCell, each: HashedCase): string {
  return isLearned(method.entry)
    ? sha256([key, contentOf(each)])
    : sha256([...identityOf({ method, densityFraction, seed, device: null }), contentOf(each)])
}

export function estimateKey({ key }: StudyCell): string {
  return sha256([key, 'estimate'])
}

function identityOf({
  method,
  densityFraction,
  seed,
  device,
}: Pick<StudyCell, 'method' | 'densityFraction' | 'seed'> & { device: StudyDevice | null }): unknown[] {
  const { id, params, versions, entry } = method
  return [SCIENCE_VERSION, versions, id, params, densityFraction, seed, isLearned(entry) ? device : null]
}

/** The case id is part of it: it draws the annotated slices. */
function contentOf({ caseId, labelSha256, imageSha256 }: HashedCase): unknown[] {
  return [caseId, labelSha256, imageSha256]
}

function sha256(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}
