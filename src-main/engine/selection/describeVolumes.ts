import type { DescriptorJob } from '../../contract/selection'
import { throwIfCancelled } from '../../domain/errors'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import type { SliceDescriptors } from '../../domain/selection/descriptors/SliceDescriptors'
import { loadCaseImage } from '../../io/workspace/loadCase'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'
import { fitCheckpoints } from '../propagation/FitCheckpoints'
import { volumeKeyOf, type DescriptorSet } from './descriptorSetOf'
import { openDescriber } from './openDescriber'

/** Some 100 kB each at most; volumes beyond these are read from their files again. */
const KEPT_VOLUMES = 500

const kept = new Map<string, SliceDescriptors>()

/** Descriptors of a case that were made before; null where there are none. */
export async function knownDescriptors(
  workspace: Workspace,
  set: DescriptorSet,
  record: CaseRecord,
): Promise<SliceDescriptors | null> {
  const volumeKey = volumeKeyOf(record)
  const key = `${set.key} ${volumeKey}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const stored = await workspace.sliceDescriptors.get(set.key, volumeKey)
  if (stored !== null) keep(key, stored)
  return stored
}

/**
 * Describes the cases that have no descriptors yet, training first where the describer learns. Every volume that is done stays done, and
 * training goes on from its checkpoint: stopped and asked for again, it loses next to nothing.
 * @throws SlicewrightError as `openDescriber` and `loadCaseImage`; DISK_FULL, WRITE_FAILED
 * @throws CancelledError
 */
export async function describeVolumes({
  workspace,
  set,
  records,
  device,
  job,
}: {
  workspace: Workspace
  set: DescriptorSet
  records: readonly CaseRecord[]
  device?: { readonly deviceId?: string | undefined; readonly threads?: number | undefined }
  job: Pick<JobContext, 'signal' | 'report' | 'measure'>
}): Promise<DescriptorJob> {
  const begunAtMs = performance.now()
  const missing: CaseRecord[] = []
  for (const record of records) if ((await knownDescriptors(workspace, set, record)) === null) missing.push(record)
  const { signal } = job
  if (missing.length > 0) {
    const describer = await openDescriber({
      ...set,
      pool: set.pool.map((record) => ({
        caseId: record.caseId,
        axis: record.sliceAxis,
        loadImage: () => loadCaseImage({ record, signal }),
      })),
      model: await set.loadModel(),
      checkpoints: fitCheckpoints(workspace.sliceDescriptors.trainingFolder(set.key)),
      device: device ?? {},
      job,
    })
    try {
      for (const [at, record] of missing.entries()) {
        throwIfCancelled(signal, 'Describing slices')
        const volume = await loadCaseImage({ record, signal })
        const found = await describer.describe({ volume, axis: record.sliceAxis, signal })
        const volumeKey = volumeKeyOf(record)
        keep(`${set.key} ${volumeKey}`, found)
        await workspace.sliceDescriptors.add(set.key, volumeKey, found).catch((error: unknown) => {
          // Quick ones are made again in no time: a workspace that cannot be written to is no reason to do without.
          if (!set.describer.isQuick) throw error
        })
        job.report({ stage: 'describing', done: at + 1, total: missing.length, unit: 'volumes' })
      }
    } finally {
      await describer.close()
    }
  }
  return {
    descriptors: set.describer.id,
    volumeCount: records.length,
    describedCount: missing.length,
    seconds: (performance.now() - begunAtMs) / 1000,
  }
}

function keep(key: string, descriptors: SliceDescriptors): void {
  const [oldest] = kept.keys()
  if (kept.size >= KEPT_VOLUMES && oldest !== undefined) kept.delete(oldest)
  kept.set(key, descriptors)
}
