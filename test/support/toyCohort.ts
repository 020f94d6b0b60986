import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'
import type { Geometry } from '../../src-main/domain/volume/geometry'
import { writeLabelMap } from '../../src-main/io/formats/writeLabelMap'
import { writeVolume } from '../../src-main/io/formats/writeVolume'

/**
 * Writes images/ and labels/ of a cohort that trains in seconds: 16 × 16 × 8 voxels, a bright disc (class 1) under noise, in the
 * first slices only, so that slices 4 to 7 are empty.
 */
export async function writeToyCohort({ folder, caseCount }: { folder: string; caseCount: number }): Promise<void> {
  for (const part of ['images', 'labels']) mkdirSync(join(folder, part), { recursive: true })
  for (let at = 0; at < caseCount; at++) {
    const random = SeededRandom.for(at, 'toy')
    const geometry: Geometry = {
      size: [16, 16, 8],
      spacingMm: [1, 1, 2],
      originMm: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    }
    const [centreI, centreJ] = [6 + random.integer(4), 6 + random.integer(4)]
    const labels = Uint8Array.from({ length: 16 * 16 * 8 }, (_, voxel) => {
      const [i, j, k] = [voxel % 16, Math.floor(voxel / 16) % 16, Math.floor(voxel / 256)]
      return k < 4 && Math.hypot(i - centreI, j - centreJ) < 4 ? 1 : 0
    })
    const image = Float32Array.from(labels, (label) => 3 * label + random.normal())
    const name = `toy-${String(at).padStart(2, '0')}.nii.gz`
    await writeVolume({ path: join(folder, 'images', name), volume: { geometry, data: image } })
    await writeLabelMap({ path: join(folder, 'labels', name), labelMap: { geometry, data: labels } })
  }
}

/** A spec over the toy cohort: a tiny network, twelve steps. */
export function toySpec(change: object = {}): object {
  return {
    name: 'toy',
    split: { by: 'seed', train: 4, validation: 1, test: 2 },
    grid: { densities: [0.5], volumeFractions: [0.5, 1], policies: ['fixed-interval'] },
    training: {
      modelParams: { baseChannelCount: 4, levelCount: 2 },
      stepCount: 12,
      batchSize: 4,
      validationIntervalSteps: 4,
      checkpointIntervalSteps: 2,
    },
    ...change,
  }
}
