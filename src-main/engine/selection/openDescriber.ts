import type { Backend } from '../../compute/backends/Backend'
import type { DescribableVolume, OpenDescriber, SliceDescriber } from '../../compute/descriptors/SliceDescriber'
import type { FitContext } from '../../compute/propagators/LearnedPropagator'
import { openBackend } from '../../compute/openBackend'
import type { DescriptorScope } from '../../domain/selection/descriptorParams'
import type { JobContext } from '../jobs/JobRunner'
import type { DescriberModel } from './descriptorSetOf'

/**
 * Opens a describer with a device of its own, if it wants one; closing it closes the device.
 * @throws SlicewrightError as `SliceDescriber.open` and `openBackend`
 */
export async function openDescriber(request: {
  describer: SliceDescriber
  pool: readonly DescribableVolume[]
  scope: DescriptorScope
  seed: number
  model: DescriberModel
  checkpoints: Pick<FitContext, 'readCheckpoint' | 'writeCheckpoint'>
  device?: { readonly deviceId?: string | undefined; readonly threads?: number | undefined }
  job: Pick<JobContext, 'signal' | 'report' | 'measure'>
}): Promise<OpenDescriber> {
  const { describer, pool, scope, seed, model, checkpoints, device, job } = request
  let opening: Promise<Backend> | null = null
  const letGo = async () => {
    const backend = await opening?.catch(() => null)
    await backend?.dispose()
  }
  try {
    const { describe, close } = await describer.open(pool, {
      readCheckpoint: (name) => checkpoints.readCheckpoint(name),
      writeCheckpoint: (name, checkpoint) => checkpoints.writeCheckpoint(name, checkpoint),
      ...model,
      scope,
      seed,
      signal: job.signal,
      report: (progress) => job.report(progress),
      measure: (measurement) => job.measure([measurement]),
      backend: () => (opening ??= openBackend({ ...device, signal: job.signal })),
    })
    return { describe, close: () => close().finally(letGo) }
  } catch (error) {
    await letGo()
    throw error
  }
}
