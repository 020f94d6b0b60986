import { openBackend } from '../../compute/openBackend'
import type { Prediction, PredictionRequest } from '../../contract/training'
import type { Geometry } from '../../domain/volume/geometry'
import { sliceFitOf, type PreprocessingPlan } from '../../domain/volume/preprocessingPlan'
import { croppedCount } from '../../domain/volume/resampleAxis'
import { sliceAxisWarnings } from '../../domain/volume/volumeWarnings'
import { refuseOverwritingInput } from '../../io/files/refuseOverwritingInput'
import { readVolume } from '../../io/formats/readVolume'
import { writeLabelMap } from '../../io/formats/writeLabelMap'
import type { JobContext } from '../jobs/JobRunner'
import { loadTrainedModel, predictLabelMap } from './predictLabelMap'
import { predictionDeviceOf } from './predictionDeviceOf'

/**
 * Predicts a dense label map, from file to file.
 * @throws SlicewrightError as `loadTrainedModel`, `readVolume`, `predictLabelMap` and `writeLabelMap`; OUTPUT_EXISTS
 */
export async function predictFile(
  request: PredictionRequest,
  { signal, report, note }: Pick<JobContext, 'signal' | 'report' | 'note'>,
): Promise<Prediction> {
  const startedAtMs = performance.now()
  const { image, channel, output } = request
  await refuseOverwritingInput({ output, inputs: [image, request.model] })
  const device = await provenDevice(request, signal)
  const model = await loadTrainedModel({ path: request.model, ...device })
  try {
    const { volume, warnings } = await readVolume({ path: image, channel, signal })
    const remark = remarkOnCropping(volume.geometry, model.description.provenance.preprocessing)
    if (remark !== null) note(remark)
    const labelMap = await predictLabelMap({ model, volume, signal, report })
    await writeLabelMap({ path: output, labelMap })
    const { sliceAxis } = model.description.provenance.preprocessing
    return {
      output,
      seconds: (performance.now() - startedAtMs) / 1000,
      deviceId: device.deviceId,
      warnings: [...warnings, ...sliceAxisWarnings(volume.geometry, sliceAxis)],
    }
  } finally {
    await model.dispose()
  }
}

/** Null where the network sees all of every slice. */
function remarkOnCropping(geometry: Geometry, plan: PreprocessingPlan): string | null {
  const { width, height } = sliceFitOf(geometry, plan)
  if (croppedCount(width) + croppedCount(height) === 0) return null
  return `At the network's pixel size a slice is ${width.resampledCount}×${height.resampledCount}, but the network takes the middle ${plan.size.width}×${plan.size.height}: what lies beyond becomes background. Train with a case as large as this, or with a larger size.`
}

/** A device that this machine has been shown to compute rightly on; ONNX Runtime's CPU where the one asked for is TensorFlow's. */
async function provenDevice({ deviceId, threads }: PredictionRequest, signal: AbortSignal) {
  const backend = await openBackend({ deviceId, threads, signal })
  await backend.dispose()
  return { deviceId: predictionDeviceOf(backend.deviceId), threads: backend.threads }
}
