import { propagators } from '../../../src-main/catalog/propagators'
import { SlicewrightError } from '../../../src-main/domain/errors'
import { isLearned, type CatalogPropagator } from '../../../src-main/compute/propagators/LearnedPropagator'

/** In the order of the page; those that the catalog does not have are left out. */
const METHOD_IDS = [
  'nearest',
  'signed-distance',
  'morphological-contour',
  'aligned-shape',
  'sli2vol',
  'ssa',
  'cohort',
  'auto',
] as const

/** What people have today; the best of them at a set and density is what the others are compared with. */
export const CLASSICAL_METHOD_IDS: readonly string[] = ['nearest', 'signed-distance', 'morphological-contour']

/** The method that the goals are about: it chooses among the others. */
export const JUDGED_METHOD_ID = 'auto'

/**
 * Raised for a method whenever a change of its code, or of a library that it computes with, changes its masks: what was computed before is
 * then not taken for new. `every` is for changes of the study itself.
 */
const METHOD_VERSIONS: Readonly<Record<string, number>> = { every: 1, cohort: 3, auto: 4 }

/** Raised for a change that only changes what masks of methods that learn are estimated to be worth; `auto`, which chooses by it, then gets a new number above. */
const LEARNED_ESTIMATE_VERSION = 2

export interface StudyMethod {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
  /** Of the code, as far as it decides masks. */
  readonly versions: readonly [every: number, own: number]
  /** Of the code, as far as it decides the estimate alone. */
  readonly estimateVersion: number
  readonly entry: CatalogPropagator
}

export function knownMethodIds(): string[] {
  return METHOD_IDS.filter((id) => propagators.ids.includes(id))
}

/** @throws SlicewrightError UNKNOWN_ID */
export function studyMethod(id: string, params: Readonly<Record<string, unknown>>): StudyMethod {
  if (!METHOD_IDS.some((each) => each === id) || !propagators.ids.includes(id))
    throw new SlicewrightError('UNKNOWN_ID', `Unknown method "${id}". Known: ${knownMethodIds().join(', ')}.`, {
      details: { family: 'method', found: id, allowed: knownMethodIds() },
    })
  const entry = propagators.get(id)
  return {
    id,
    params,
    versions: [METHOD_VERSIONS['every'], METHOD_VERSIONS[id] ?? 1],
    estimateVersion: isLearned(entry) ? LEARNED_ESTIMATE_VERSION : 1,
    entry,
  }
}
