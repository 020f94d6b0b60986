import type { EvaluatedCase, Evaluation } from '../../contract/analysis'
import type { Problem } from '../../contract/studies'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { classLabelsOf } from '../../domain/labels/LabelMap'
import { summariseScores } from '../../domain/metrics/summariseScores'
import { isFolder, listFiles } from '../../io/files/listFiles'
import { readLabelMap } from '../../io/formats/readLabelMap'
import { runOnCpuPool } from '../../workers/runOnCpuPool'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'
import { isVolumeFile, pairFiles, stemOf, type FilePair } from './pairFiles'

interface EvaluateRequest extends Pick<JobContext, 'signal' | 'report'> {
  readonly reference: string
  readonly prediction: string
  readonly labels?: readonly number[] | undefined
  readonly ignoreValue?: number | undefined
}

/**
 * Scores one prediction, or a folder of them, against the references (contract.md §3). Of folders, what cannot be paired or
 * scored becomes a problem; of single files it is the error.
 *
 * @throws SlicewrightError CASE_PAIRING where nothing pairs, NO_CASES where no pair could be scored, BAD_REQUEST for a file
 *   against a folder, and as `readLabelMap` and `scoreCase`
 */
export async function evaluateFiles(request: EvaluateRequest): Promise<Evaluation> {
  const { signal, report } = request
  const { pairs, problems } = await findPairs(request)
  const isSingle = pairs.length === 1 && problems.length === 0
  const cases: EvaluatedCase[] = []
  for (const [done, pair] of pairs.entries()) {
    throwIfCancelled(signal, 'Evaluation')
    report({ stage: 'evaluating', done, total: pairs.length, unit: 'cases' })
    try {
      cases.push(await evaluatePair(pair, request))
    } catch (error) {
      const { code, message } = wireErrorOf(error)
      if (isSingle || code === 'CANCELLED') throw error
      problems.push({ path: pair.prediction, code, message })
    }
  }
  report({ stage: 'evaluating', done: pairs.length, total: pairs.length, unit: 'cases' })
  if (cases.length === 0)
    throw new SlicewrightError(
      'NO_CASES',
      `None of the ${pairs.length} pairs could be scored. ${pairs[pairs.length - 1].caseId}: ${problems.at(-1)?.message ?? ''}`,
      { details: { problems } },
    )
  return summary(cases, problems)
}

async function findPairs({
  reference,
  prediction,
}: EvaluateRequest): Promise<{ pairs: FilePair[]; problems: Problem[] }> {
  const [isReferenceFolder, isPredictionFolder] = await Promise.all([isFolder(reference), isFolder(prediction)])
  if (!isReferenceFolder && !isPredictionFolder)
    return { pairs: [{ caseId: stemOf(reference), reference, prediction }], problems: [] }
  if (isReferenceFolder !== isPredictionFolder)
    throw new SlicewrightError(
      'BAD_REQUEST',
      `Reference and prediction must both be files or both be folders; found a ${isReferenceFolder ? 'folder and a file' : 'file and a folder'}.`,
      { details: { reference, prediction } },
    )
  const [references, predictions] = await Promise.all(
    [reference, prediction].map(async (folder) => (await listFiles(folder)).filter(isVolumeFile)),
  )
  const found = pairFiles({ references, predictions })
  if (found.pairs.length > 0) return found
  throw new SlicewrightError(
    'CASE_PAIRING',
    `No file in ${prediction} (${predictions.length} label maps) has the name of one in ${reference} (${references.length}). Name both after their case, for example case_001.nii.gz.`,
    { details: { reference, prediction } },
  )
}

async function evaluatePair(pair: FilePair, request: EvaluateRequest): Promise<EvaluatedCase> {
  const { signal, ignoreValue } = request
  const reference = (await readLabelMap({ path: pair.reference, expects: 'sparse', ignoreValue, signal })).labelMap
  const prediction = (await readLabelMap({ path: pair.prediction, expects: 'sparse', signal })).labelMap
  const found = new Set([...classLabelsOf(reference.data), ...classLabelsOf(prediction.data)])
  const labels = request.labels ?? [...found].sort((a, b) => a - b)
  const input = { reference, prediction, labels }
  const classes = await runOnCpuPool('scoreCase', input, { signal, what: 'Evaluation' })
  return { ...pair, classes }
}

/** Every case gets a row for every class that occurs anywhere: a class absent from a case is excluded there, not forgotten. */
function summary(scored: readonly EvaluatedCase[], problems: Problem[]): Evaluation {
  const labels = [...new Set(scored.flatMap(({ classes }) => classes.map(({ label }) => label)))].sort((a, b) => a - b)
  const absent = { iou: null, dice: null, hd95Mm: null, assdMm: null, intersectionVoxels: 0, unionVoxels: 0 }
  const cases = scored.map((each) => ({
    ...each,
    classes: labels.map((label) => each.classes.find((row) => row.label === label) ?? { label, ...absent }),
  }))
  const { foreground, pooled, undefinedDistanceCount } = summariseScores(cases)
  const { iou, dice, hd95Mm, assdMm } = foreground
  return {
    cases,
    labels,
    mean: { iou: iou.mean, dice: dice.mean, hd95Mm: hd95Mm.mean, assdMm: assdMm.mean },
    sd: { iou: iou.sd, dice: dice.sd, hd95Mm: hd95Mm.sd, assdMm: assdMm.sd },
    pooled,
    undefinedDistanceCount,
    problems,
  }
}
