import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SeededRandom } from '../../../src-main/domain/random/SeededRandom'
import { IDENTITY_DIRECTION, type Geometry } from '../../../src-main/domain/volume/geometry'
import { writeLabelMap } from '../../../src-main/io/formats/writeLabelMap'
import { writeVolume } from '../../../src-main/io/formats/writeVolume'

/** An abdominal CT as scanners make them: 157 MB as int16. */
const CT_GEOMETRY: Geometry = {
  size: [512, 512, 300],
  spacingMm: [0.75, 0.75, 1.5],
  originMm: [-192, -192, -225],
  direction: IDENTITY_DIRECTION,
}
/** Noise is drawn once and used again and again, begun elsewhere on each slice: 79 million normal numbers take a while. */
const NOISE_LENGTH = 1 << 20
const SOFT_TISSUE_HU = 40
const LIVER_HU = 110
const NOISE_HU = 12
const AIR_HU = -1000

/**
 * Writes images/ and labels/ of CT-like cases: an elliptic body with noise in air, in it a brighter ball that moves from slice to
 * slice and is labelled 1. The same `caseIds` give the same bytes. Ids ending in `-gz` are stored gzipped.
 */
export async function writeSyntheticCt({
  folder,
  caseIds,
}: {
  folder: string
  caseIds: readonly string[]
}): Promise<void> {
  for (const part of ['images', 'labels']) mkdirSync(join(folder, part), { recursive: true })
  const [ni, nj, nk] = CT_GEOMETRY.size
  for (const [caseIndex, caseId] of caseIds.entries()) {
    const random = SeededRandom.for(caseIndex, 'window-speed')
    const noise = Int16Array.from({ length: NOISE_LENGTH }, () => Math.round(NOISE_HU * random.normal()))
    const image = new Int16Array(ni * nj * nk)
    const labels = new Uint8Array(ni * nj * nk)
    for (let k = 0; k < nk; k++) {
      const noiseStart = random.integer(NOISE_LENGTH)
      const organRadius = 90 * Math.sqrt(Math.max(0, 1 - ((k - nk / 2) / (0.4 * nk)) ** 2))
      const organI = ni / 2 + 50 * Math.sin(k / 40)
      for (let j = 0; j < nj; j++)
        for (let i = 0; i < ni; i++) {
          const at = i + ni * (j + nj * k)
          const isBody = ((i - ni / 2) / 210) ** 2 + ((j - nj / 2) / 160) ** 2 < 1
          const isOrgan = (i - organI) ** 2 + (j - nj / 2) ** 2 < organRadius ** 2
          const tissue = isOrgan ? LIVER_HU : isBody ? SOFT_TISSUE_HU : AIR_HU
          image[at] = tissue + noise[(noiseStart + at) % NOISE_LENGTH]!
          if (isOrgan) labels[at] = 1
        }
    }
    const ending = caseId.endsWith('-gz') ? '.nii.gz' : '.nii'
    await writeVolume({ path: join(folder, 'images', caseId + ending), volume: { data: image, geometry: CT_GEOMETRY } })
    await writeLabelMap({
      path: join(folder, 'labels', caseId + '.nii.gz'),
      labelMap: { data: labels, geometry: CT_GEOMETRY },
    })
  }
}
