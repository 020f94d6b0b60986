import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { throwIfCancelled } from '../../domain/errors'
import { interpolationQualitySchema, type InterpolationQuality } from '../../domain/experiment/results'
import { canonicalJson, SCIENCE_VERSION } from '../../domain/experiment/runIdentity'
import type { JobContext } from '../jobs/JobRunner'
import { measureQuality } from '../propagation/measureQuality'
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
  context,
}: {
  plan: ExperimentPlan
  folder: string
  context: JobContext
}): Promise<InterpolationQuality[]> {
  const asked = plan.spec.interpolationQuality
  if (asked === null) return []
  const path = join(folder, CACHE_FILE)
  const known = cacheSchema.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')))
  const cache = known.success ? known.data : {}
  const cases = trainingCases(plan)
  const rows: InterpolationQuality[] = []
  for (const [done, each] of cases.entries()) {
    throwIfCancelled(context.signal, 'The experiment')
    context.report({ stage: 'interpolation quality', done, total: cases.length, unit: 'cases' })
    const key = createHash('sha256')
      .update(canonicalJson([SCIENCE_VERSION, asked, each.record.image.sha256, each.labelSha256, each.record.caseId]))
      .digest('hex')
    const { caseId, dataset } = each.record
    if (cache[key] === undefined) {
      cache[key] = await measureQuality({
        cases: [
          {
            dataset,
            caseId,
            loadLabels: () => loadDenseLabels(each, context.signal),
            loadImage: () => loadImage(each, context.signal),
          },
        ],
        ...asked,
        axis: plan.sliceAxis,
        signal: context.signal,
        report: () => undefined,
      })
      await writeJson(path, cache)
    }
    rows.push(...cache[key])
  }
  return rows
}

function trainingCases({ runs, dataset }: ExperimentPlan): ExperimentCase[] {
  const byId = new Map(runs.flatMap((run) => run.trainingCases).map((each) => [each.record.caseId, each]))
  return dataset.trainCaseIds.flatMap((caseId) => byId.get(caseId) ?? [])
}
