import { openBackend } from '../../compute/openBackend'
import type { Training, TrainingRequest } from '../../contract/training'
import { parseLabelMapping } from '../../domain/labels/labelMapping'
import type { JobContext } from '../jobs/JobRunner'
import { findTrainingCases, splitOffValidation } from './findTrainingCases'
import { trainNetwork } from './trainNetwork'

/**
 * Trains on a folder of images and one of sparse label maps.
 * @throws SlicewrightError as `findTrainingCases`, `openBackend`, `readVolume`, `readLabelMap` and `trainNetwork`
 */
export async function trainFolders(request: TrainingRequest, job: JobContext): Promise<Training> {
  const startedAtMs = performance.now()
  const { images, labels, output, settings, validationFraction, ignoreValue, deviceId, threads } = request
  const { signal } = job
  const mapping = request.mapping === undefined ? undefined : parseLabelMapping(request.mapping)
  const { cases, problems } = await findTrainingCases({ images, labels, ignoreValue, mapping, signal })
  for (const { message } of problems) job.note(message)
  const split = splitOffValidation({ cases, fraction: validationFraction, seed: settings.seed })
  const backend = await openBackend({ deviceId, threads, signal })
  try {
    const outcome = await trainNetwork({ ...job, ...split, backend, settings, runFolder: output })
    return {
      runId: outcome.runId,
      model: outcome.modelPath,
      bestValidation: outcome.bestValidation,
      seconds: (performance.now() - startedAtMs) / 1000,
      deviceId: backend.deviceId,
      trainingCases: split.trainingCases.map(({ caseId }) => caseId),
      validationCases: split.validationCases.map(({ caseId }) => caseId),
      annotatedSliceCount: outcome.annotatedSliceCount,
      problems,
    }
  } finally {
    await backend.dispose()
  }
}
