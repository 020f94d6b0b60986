import type { SliceDescriptors } from '../../domain/selection/descriptors/SliceDescriptors'
import type { SliceAxis } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'
import { readPropagationModel } from '../../io/models/propagationModelFile'
import { assertPathsAllowed } from '../files/allowedPaths'
import { passingCheckpoints } from '../propagation/FitCheckpoints'
import { descriptorSetOf } from './descriptorSetOf'
import { openDescriber } from './openDescriber'

/**
 * Describes one volume outside any workspace: what learns does so from this volume alone, and models are named by their files.
 * @throws SlicewrightError as `descriptorSetOf` and `openDescriber`
 */
export async function describeVolume(request: {
  volume: Volume
  axis: SliceAxis
  params: Readonly<Record<string, unknown>>
  seed: number
  roots: readonly string[] | null
  signal: AbortSignal
}): Promise<SliceDescriptors> {
  const { volume, axis, params, seed, roots, signal } = request
  const set = await descriptorSetOf({
    params,
    seed,
    roots,
    pool: [],
    async readPropagationModel(path) {
      if (roots !== null) await assertPathsAllowed({ paths: [path], roots })
      return readPropagationModel(path)
    },
  })
  const describer = await openDescriber({
    describer: set.describer,
    // Only one volume: whatever the scope, it is compared with itself.
    scope: 'volume',
    pool: [{ caseId: 'volume', axis, loadImage: () => Promise.resolve(volume) }],
    seed,
    model: await set.loadModel(),
    checkpoints: passingCheckpoints(),
    job: { signal, report: () => undefined, measure: () => undefined },
  })
  try {
    return await describer.describe({ volume, axis, signal })
  } finally {
    await describer.close()
  }
}
