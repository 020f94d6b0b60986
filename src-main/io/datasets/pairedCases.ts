import { basename } from 'node:path'
import type { SplitHint } from '../../domain/cases/caseRecord'
import type { DatasetProblem, ListedCase } from './DatasetListing'
import { identifyCase } from './identifyCase'
import type { FilePair } from './pairFiles'

/** A pair with what its folder says of it. */
export interface PlacedPair extends FilePair {
  /** The case's name; `identifyCase` makes an id of it. */
  readonly name: string
  readonly patientId: string | null
  readonly splitHint: SplitHint | null
  /** The data set itself keeps this image without a label (imagesTs). */
  readonly isUnlabelledByDesign: boolean
}

/**
 * Cases of pairs. An image without a label is a problem where other images have labels, unless that is allowed: a missing
 * label is more often a mistake than meant. Where no image has one, all load as unlabelled.
 */
export function pairedCases({
  pairs,
  isUnlabelledAllowed,
}: {
  pairs: readonly PlacedPair[]
  isUnlabelledAllowed: boolean
}): { cases: ListedCase[]; problems: DatasetProblem[] } {
  const isAnyLabelled = pairs.some(({ label }) => label !== null)
  const cases: ListedCase[] = []
  const problems: DatasetProblem[] = []
  for (const { image, label, name, patientId, splitHint, isUnlabelledByDesign } of pairs) {
    if (image === null) {
      const path = label?.path ?? name
      problems.push({
        path,
        code: 'CASE_PAIRING',
        message: `${basename(path)} is a label without an image. Add the image, or remove the label.`,
      })
      continue
    }
    if (label === null && isAnyLabelled && !isUnlabelledAllowed && !isUnlabelledByDesign) {
      problems.push({
        path: image.path,
        code: 'CASE_PAIRING',
        message: `${basename(image.path)} is an image without a label. Add the label, or load it without one by --allow-unlabelled.`,
      })
      continue
    }
    const identity = identifyCase(name, patientId)
    cases.push({
      ...identity,
      imagePath: image.path,
      imageFiles: null,
      labelPath: label?.path ?? null,
      splitHint: label === null ? null : splitHint,
      warnings:
        label === null
          ? [...identity.warnings, { code: 'UNLABELLED', message: `Case ${identity.caseId} has no label.` }]
          : identity.warnings,
    })
  }
  return { cases, problems }
}
