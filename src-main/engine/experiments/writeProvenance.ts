import { readFile } from 'node:fs/promises'
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { z } from 'zod'
import type { Backend } from '../../compute/backends/Backend'
import { SCIENCE_VERSION } from '../../domain/experiment/runIdentity'
import type { Workspace } from '../../io/workspace/Workspace'
import { software } from '../software'
import type { ExperimentCase, ExperimentPlan } from './planExperiment'
import { parseJson, writeJson } from './runFiles'
import { experimentPaths } from './writeResults'

const deviceSchema = z.object({ device: z.object({ deviceId: z.string(), threads: z.int() }) })

/**
 * The device that an experiment was begun on; null if it is new. Going on elsewhere would name all its runs anew, so the fastest
 * device of today is not asked for again.
 */
export async function deviceOfBefore(folder: string): Promise<{ deviceId: string; threads: number } | null> {
  const text = await readFile(experimentPaths(folder).provenance, 'utf8').catch(() => '')
  const parsed = deviceSchema.safeParse(parseJson(text))
  return parsed.success ? parsed.data.device : null
}

/** provenance.json: what results.json must not hold because it differs from machine to machine and from day to day. */
export async function writeProvenance({
  plan,
  cases,
  workspace,
  backend,
  path,
}: {
  plan: ExperimentPlan
  cases: readonly ExperimentCase[]
  workspace: Workspace
  backend: Backend
  path: string
}): Promise<void> {
  const { deviceId, library, threads } = backend
  const roles = new Map<string, string>([
    ...plan.dataset.trainCaseIds.map((caseId) => [caseId, 'train'] as const),
    ...plan.dataset.validationCaseIds.map((caseId) => [caseId, 'validation'] as const),
    ...plan.dataset.testCaseIds.map((caseId) => [caseId, 'test'] as const),
  ])
  await writeJson(path, {
    formatVersion: 1,
    experiment: plan.spec.name,
    writtenAt: new Date().toISOString(),
    versions: { slicewright: software.version, science: SCIENCE_VERSION, node: process.version },
    device: { deviceId, library, threads },
    host: {
      platform: platform(),
      release: release(),
      architecture: arch(),
      processor: cpus()[0]?.model ?? null,
      coreCount: availableParallelism(),
      memoryBytes: totalmem(),
    },
    spec: plan.spec,
    runs: workspace.runs
      .list(plan.spec.name)
      .map(({ runId, cellId, state, attemptCount, startedAt, finishedAt, error }) => ({
        runId,
        cellId,
        state,
        attemptCount,
        startedAt,
        finishedAt,
        error,
      })),
    cases: cases.map(({ record, labelSha256 }) => ({
      caseId: record.caseId,
      dataset: record.dataset,
      role: roles.get(record.caseId) ?? null,
      imagePath: record.image.path,
      imageSha256: record.image.sha256,
      labelSha256,
    })),
  })
}
