import { join } from 'node:path'
import { resultsSchema, type InterpolationQuality, type Results, type RunResult } from '../../domain/experiment/results'
import { resultsCsv } from '../../domain/experiment/resultsCsv'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'
import type { ExperimentPlan } from './planExperiment'
import { writeJson } from './runFiles'

/** Where an experiment's files lie. */
export function experimentPaths(folder: string): { spec: string; json: string; csv: string; provenance: string } {
  return {
    spec: join(folder, 'spec.json'),
    json: join(folder, 'results.json'),
    csv: join(folder, 'results.csv'),
    provenance: join(folder, 'provenance.json'),
  }
}

/**
 * results.json and results.csv of all finished runs, in the order of the grid. The same experiment on the same device gives the
 * same bytes, however often it was interrupted.
 */
export async function writeResults({
  plan,
  folder,
  finished,
  interpolationQuality,
}: {
  plan: ExperimentPlan
  folder: string
  finished: ReadonlyMap<string, RunResult>
  interpolationQuality: readonly InterpolationQuality[]
}): Promise<Results> {
  const paths = experimentPaths(folder)
  const results = resultsSchema.parse({
    formatVersion: 1,
    experiment: plan.spec.name,
    dataset: plan.dataset,
    // A run may have been computed for another experiment: what depends on this one's cases is filled in here.
    runs: plan.runs.flatMap(({ runId, cell, nominalBudgetSlices }) => {
      const result = finished.get(runId)
      return result === undefined ? [] : [{ ...result, cellId: cell.cellId, nominalBudgetSlices }]
    }),
    interpolationQuality,
  })
  await writeJson(paths.json, results)
  await writeFileAtomically({ path: paths.csv, data: resultsCsv(results) })
  return results
}
