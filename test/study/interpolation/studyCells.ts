import { createHash } from 'node:crypto'
import { isLearned } from '../../../src-main/compute/propagators/LearnedPropagator'
import { canonicalJson, SCIENCE_VERSION } from '../../../src-main/domain/experiment/runIdentity'
import { hashFile } from '../../../src-main/io/files/hashFile'
import { JUDGED_METHOD_ID, type StudyMethod } from './studyMethods'
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
  /** Of everything that decides the estimate, and of a method that learned the masks. */
  readonly key: string
  /** Of everything that decides the model: what learns from images alone has one model for all densities. */
  readonly trainingKey: string
  /**
   * Of `auto`: the cells of the methods that it trains in order to choose among them. Their trainings are its own, so it goes on from where
   * they ended.
   */
  readonly borrowsFrom: readonly StudyCell[]
  /** Whether a cell of the study borrows from this one. */
  readonly isLent: boolean
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

/** Everything there is to compute: methods that learn nothing first, so that the page has its baselines early; `auto` after what it chooses from. */
export function studyCells(
  cohorts: readonly HashedCohort[],
  options: Pick<StudyOptions, 'methods' | 'densities' | 'seeds' | 'device'>,
): StudyCell[] {
  const { methods } = options
  const plain = methods.filter(({ entry }) => !isLearned(entry))
  const learned = methods.filter(({ entry }) => isLearned(entry))
  return [
    ...plain.flatMap((method) => settings(cohorts, options).map((setting) => cellOf(setting, method, options))),
    ...settings(cohorts, options).flatMap((setting) => learnedCells(setting, learned, options)),
  ]
}

type Setting = Pick<StudyCell, 'cohort' | 'densityFraction' | 'seed'>

function settings(
  cohorts: readonly HashedCohort[],
  { densities, seeds }: Pick<StudyOptions, 'densities' | 'seeds'>,
): Setting[] {
  return cohorts.flatMap((cohort) =>
    densities.flatMap((densityFraction) => seedsOf(cohort, seeds).map((seed) => ({ cohort, densityFraction, seed }))),
  )
}

function learnedCells(
  setting: Setting,
  methods: readonly StudyMethod[],
  { device }: Pick<StudyOptions, 'device'>,
): StudyCell[] {
  if (setting.cohort.cases.some(({ imagePath }) => imagePath === null)) return []
  const choosing = methods.filter(({ id }) => id === JUDGED_METHOD_ID)
  const others = methods
    .filter((method) => !choosing.includes(method))
    .map((method): StudyCell => {
      // What `auto` trains has default parameters.
      const isLent = choosing.length > 0 && Object.keys(method.params).length === 0
      return { ...cellOf(setting, method, { device }), isLent }
    })
  const borrowsFrom = others.filter(({ isLent }) => isLent)
  return [...others, ...choosing.map((method) => ({ ...cellOf(setting, method, { device }), borrowsFrom }))]
}

function cellOf(setting: Setting, method: StudyMethod, { device }: Pick<StudyOptions, 'device'>): StudyCell {
  const { cohort, densityFraction, seed } = setting
  const contents = cohort.cases.map(contentOf)
  const keyAt = (density: number | null) =>
    sha256([...identityOf({ method, densityFraction: density, seed, device }), contents])
  const trainingKey = keyAt(learnsFromImages(method) ? null : densityFraction)
  return { ...setting, method, key: keyAt(densityFraction), trainingKey, borrowsFrom: [], isLent: false }
}

export function learnsFromImages({ entry }: StudyMethod): boolean {
  return entry.learnsFrom === 'images'
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

export function estimateKey({ key, method }: StudyCell): string {
  const { estimateVersion } = method
  return sha256([key, 'estimate', ...(estimateVersion === 1 ? [] : [estimateVersion])])
}

function identityOf({
  method,
  densityFraction,
  seed,
  device,
}: Pick<StudyCell, 'method' | 'seed'> & { densityFraction: number | null; device: StudyDevice | null }): unknown[] {
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
