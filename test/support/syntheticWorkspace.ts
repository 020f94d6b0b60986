import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Results } from '../../src-main/domain/experiment/results'

/** A run that was planned but is not in the results. */
export interface UnfinishedRun {
  readonly runId: string
  readonly cellId: string
  readonly state: string
  readonly error: { code: string; message: string } | null
}

/** provenance.json as an experiment writes it, for results that nobody computed. */
export function syntheticProvenance(results: Results, unfinished: readonly UnfinishedRun[] = []): object {
  const { densities, policies } = {
    densities: [...new Set(results.runs.map((run) => run.configuration.densityFraction))],
    policies: [...new Set(results.runs.map((run) => run.configuration.policy))],
  }
  return {
    formatVersion: 1,
    experiment: results.experiment,
    writtenAt: '2026-01-02T03:04:05.000Z',
    versions: { slicewright: '0.1.0', science: 1, node: 'v24.21.0' },
    device: { deviceId: 'onnx-cpu', library: 'onnxruntime-node 1.30.0', threads: 2 },
    host: { platform: 'linux', architecture: 'x64', processor: 'a processor' },
    spec: {
      name: results.experiment,
      grid: { densities, policies },
      training: {
        stepCount: 1000,
        batchSize: 16,
        learningRate: 0.002,
        schedule: 'poly',
        weightDecay: 0.01,
        validationIntervalSteps: 50,
        preprocessing: { spacingMm: null, size: null, maximumSize: 256, intensity: { kind: 'z-score' } },
        augmentation: { probability: 0.8, rotationDegrees: 10 },
      },
    },
    runs: [
      ...results.runs.map(({ runId, cellId }) => ({ runId, cellId, state: 'done', attemptCount: 1, error: null })),
      ...unfinished,
    ],
  }
}

/** The files of `experiments/<name>` as `run` leaves them; the csv has one line a run and a heading. */
export async function writeSyntheticExperiment({
  workspacePath,
  results,
  unfinished = [],
}: {
  workspacePath: string
  results: Results
  unfinished?: readonly UnfinishedRun[]
}): Promise<void> {
  const folder = join(workspacePath, 'experiments', results.experiment)
  await mkdir(folder, { recursive: true })
  const lines = ['cellId,iouMean', ...results.runs.map((run) => `${run.cellId},${run.foreground.iou.mean ?? ''}`)]
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`)
  await writeFile(join(folder, 'results.csv'), lines.map((line) => `${line}\n`).join(''))
  await writeFile(
    join(folder, 'provenance.json'),
    `${JSON.stringify(syntheticProvenance(results, unfinished), null, 2)}\n`,
  )
}
