import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { propagators } from '../../catalog/propagators'
import type { Backend } from '../../compute/backends/Backend'
import { isLearned } from '../../compute/propagators/LearnedPropagator'
import { throwIfCancelled } from '../../domain/errors'
import { interpolationQualitySchema, type InterpolationQuality } from '../../domain/experiment/results'
import { canonicalJson, SCIENCE_VERSION } from '../../domain/experiment/runIdentity'
import type { JobContext } from '../jobs/JobRunner'
import { measureQuality, type Choice, type QualityCase } from '../propagation/measureQuality'
import { loadDenseLabels, loadImage } from './caseVoxels'
import type { ExperimentCase, ExperimentPlan } from './planExperiment'
import { parseJson, writeJson } from './runFiles'

const CACHE_FILE = 'interpolation.json'

/** Rows of each case under the hash of what decides them, so that an interrupted measurement goes on case by case. */
const cacheSchema = z.record(z.string(), z.array(interpolationQualitySchema))

/** Interpolated against human masks on the training volumes, as the spec asks (the paper, Table 3); [] where it does not. */
export async function measureInterpolation({
  plan,
  folder,
  backend,
  context,
}: {
  plan: ExperimentPlan
  folder: string
  /** For propagators that learn. */
  backend: Backend
  context: JobContext
}): Promise<InterpolationQuality[]> {
  const asked = plan.spec.interpolationQuality
  if (asked === null) return []
  const path = join(folder, CACHE_FILE)
  const known = cacheSchema.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')))
  const cache = known.success ? known.data : {}
  const cases = trainingCases(plan)
  const isCohortWide = (id: string) => isLearned(propagators.get(id))
  const plain = { ...asked, propagators: asked.propagators.filter((each) => !isCohortWide(idOf(each))) }
  const learned = { ...asked, propagators: asked.propagators.filter((each) => isCohortWide(idOf(each))) }
  const measure = async (measured: readonly ExperimentCase[], what: typeof asked) => {
    const key = keyOf(measured, what)
    if (cache[key] !== undefined) return cache[key]
    const { signal } = context
    const rows = await measureQuality({
      cases: measured.map((each) => qualityCaseOf(each, signal)),
      ...what,
      axis: plan.sliceAxis,
      device: { backend },
      signal,
      report: measured.length > 1 ? (progress) => context.report(progress) : () => undefined,
    })
    cache[key] = rows
    await writeJson(path, cache)
    return rows
  }
  const rows: InterpolationQuality[] = []
  for (const [done, each] of cases.entries()) {
    throwIfCancelled(context.signal, 'The experiment')
    context.report({ stage: 'interpolation quality', done, total: cases.length, unit: 'cases' })
    if (plain.propagators.length > 0) rows.push(...(await measure([each], plain)))
  }
  // What learns is trained on all cases together, so it is measured on all at once.
  if (learned.propagators.length > 0) rows.push(...(await measure(cases, learned)))
  return rows
}

function idOf(choice: Choice): string {
  return typeof choice === 'string' ? choice : choice.id
}

/** The image of the only case and its labels stand for the case: rows measured before propagators could learn keep their key. */
function keyOf(cases: readonly ExperimentCase[], asked: unknown): string {
  const described = cases.map(({ record, labelSha256 }) => [record.image.sha256, labelSha256, record.caseId])
  return createHash('sha256')
    .update(canonicalJson([SCIENCE_VERSION, asked, ...(described.length === 1 ? described[0] : described)]))
    .digest('hex')
}

function qualityCaseOf(each: ExperimentCase, signal: AbortSignal): QualityCase {
  const { caseId, dataset } = each.record
  return {
    dataset,
    caseId,
    loadLabels: () => loadDenseLabels(each, signal),
    loadImage: () => loadImage(each, signal),
  }
}

function trainingCases({ runs, dataset }: ExperimentPlan): ExperimentCase[] {
  const byId = new Map(runs.flatMap((run) => run.trainingCases).map((each) => [each.record.caseId, each]))
  return dataset.trainCaseIds.flatMap((caseId) => byId.get(caseId) ?? [])
}
