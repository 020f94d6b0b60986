import { basename } from 'node:path'
import type { Problem } from '../../contract/studies'

export interface FilePair {
  readonly caseId: string
  readonly reference: string
  readonly prediction: string
}

const EXTENSION = /\.(nii|nii\.gz|nrrd|mha|mhd|mgz|hdr|img)$/i

/** Endings that say what a file is rather than which case it is of. */
const ROLE = /[_.-](labels?|seg|segmentation|mask|msk|gt|groundtruth|reference|predictions?|pred)$/i

/** A label map's file name without folder and extension. */
export function stemOf(path: string): string {
  return basename(path).replace(EXTENSION, '')
}

export function isVolumeFile(path: string): boolean {
  return EXTENSION.test(path)
}

/**
 * Pairs references with predictions: by file name without extension; among the rest, without an ending such as `_label` or
 * `_pred`. What has no partner, or several, is a problem.
 */
export function pairFiles(options: {
  readonly references: readonly string[]
  readonly predictions: readonly string[]
  /** What the two are called in a sentence. */
  readonly names?: readonly [reference: string, prediction: string]
}): {
  pairs: FilePair[]
  problems: Problem[]
} {
  const [reference, prediction] = options.names ?? ['reference', 'prediction']
  const byStem = pairBy(stemOf, options.references, options.predictions)
  const byCase = pairBy((path) => stemOf(path).replace(ROLE, ''), byStem.references, byStem.predictions)
  const pairs = [...byStem.pairs, ...byCase.pairs].sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
  const problems = [
    ...byCase.references.map((path) => unpaired(path, prediction)),
    ...byCase.predictions.map((path) => unpaired(path, reference)),
  ]
  return { pairs, problems }
}

function pairBy(
  keyOf: (path: string) => string,
  references: readonly string[],
  predictions: readonly string[],
): { pairs: FilePair[]; references: string[]; predictions: string[] } {
  const [referencesByKey, predictionsByKey] = [references, predictions].map((paths) => Map.groupBy(paths, keyOf))
  const pairs: FilePair[] = []
  for (const [caseId, [reference, ...others]] of referencesByKey) {
    const [prediction, ...otherPredictions] = predictionsByKey.get(caseId) ?? []
    if (prediction !== undefined && others.length === 0 && otherPredictions.length === 0)
      pairs.push({ caseId, reference, prediction })
  }
  const paired = new Set(pairs.flatMap(({ reference, prediction }) => [reference, prediction]))
  return {
    pairs,
    references: references.filter((path) => !paired.has(path)),
    predictions: predictions.filter((path) => !paired.has(path)),
  }
}

function unpaired(path: string, missing: string): Problem {
  return {
    path,
    code: 'CASE_PAIRING',
    message: `No ${missing}, or more than one, goes by the name "${stemOf(path)}". Name both files after their case.`,
  }
}
