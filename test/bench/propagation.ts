/**
 * Milliseconds per filled slice of every propagator, in one run on one machine, the best of three:
 *
 *     node --import ./test/support/resolveTypescript.mjs test/bench/propagation.ts
 *
 * Synthetic: organ-like blobs of two touching classes. Real volumes join in where the shared data lies beside the checkout.
 */
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { isLearned } from '../../src-main/compute/propagators/LearnedPropagator'
import type { Propagator } from '../../src-main/domain/propagation/Propagator'
import { propagators } from '../../src-main/catalog/propagators'
import type { LabelMap } from '../../src-main/domain/labels/LabelMap'
import { sparsify } from '../../src-main/domain/labels/sparsify'
import { fixedInterval } from '../../src-main/domain/selection/fixedInterval'
import { sliceCountOf } from '../../src-main/domain/selection/sliceCount'
import { IDENTITY_DIRECTION, type Triple } from '../../src-main/domain/volume/geometry'
import { propagateLabelMap } from '../../src-main/engine/propagation/propagateLabelMap'
import { readLabelMap } from '../../src-main/io/formats/readLabelMap'
import { sharedDataPath } from '../support/sharedDataPath'

const REPEATS = 3
const REAL = [
  'hippocampus/labels/hippocampus_003.nii.gz',
  'msd_spleen2_crop/sub-spleen2_ct_seg-manual.nii.gz',
  'brats2013_tumour/brats_2013_pat0005_1/OTMultiClass.nii.gz',
]

const worlds: [string, LabelMap][] = [
  ['synthetic 256×256×64', blobs([256, 256, 64])],
  ['synthetic 512×512×128', blobs([512, 512, 128])],
]
for (const file of REAL.map((name) => sharedDataPath(...name.split('/'))).filter((path) => existsSync(path))) {
  const { labelMap } = await readLabelMap({ path: file, expects: 'dense' })
  worlds.push([`${file.split('/').at(-1)} ${labelMap.geometry.size.join('×')}`, labelMap])
}
print(`${cpus()[0].model}, Node ${process.version}; ms per filled slice, best of ${REPEATS}`)
// What learns is measured apart: it has to be trained first.
const plain = propagators.entries.filter((each): each is Propagator => !isLearned(each))
print(`| volume | ρ | filled slices | ${plain.map(({ id }) => id).join(' | ')} | peak memory MB |`)
print(`|---|---|---|${plain.map(() => '---|').join('')}---|`)
for (const [name, dense] of worlds)
  for (const densityFraction of [0.1, 0.4]) {
    const sliceCount = dense.geometry.size[2]
    const budgetSlices = sliceCountOf({ densityFraction, sliceCount })
    const sliceIndices = fixedInterval.select({ sliceCount, budgetSlices, seed: 0 })
    const sparse = sparsify({ labelMap: dense, axis: 'k', sliceIndices })
    const filled = sliceIndices[sliceIndices.length - 1] - sliceIndices[0] + 1 - sliceIndices.length
    const cells: string[] = []
    for (const method of plain) cells.push(((await bestMs(sparse, method)) / filled).toFixed(2))
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
    print(`| ${name} | ${densityFraction} | ${filled} | ${cells.join(' | ')} | ${peakMb} |`)
  }
process.exit(0)

async function bestMs(sparse: LabelMap, propagator: Propagator): Promise<number> {
  let best = Infinity
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const signal = new AbortController().signal
    const options = { sparse, axis: 'k', propagator, outside: 'background', signal, report: () => undefined } as const
    best = Math.min(best, (await propagateLabelMap(options)).seconds * 1000)
  }
  return best
}

/** Two touching classes whose outline and common border wander from slice to slice; every slice has both. */
function blobs(size: Triple): LabelMap {
  const [ni, nj, nk] = size
  const data = new Uint8Array(ni * nj * nk)
  for (let k = 0, at = 0; k < nk; k++) {
    const phase = (6 * k) / nk
    const radius = ni * (0.25 + 0.05 * Math.sin(phase))
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++) {
        const [x, y] = [i - ni * (0.5 + 0.06 * Math.sin(2 * phase)), j - nj * (0.5 + 0.06 * Math.cos(phase))]
        const bumps = 1 + 0.15 * Math.sin(5 * Math.atan2(y, x) + phase)
        if (Math.hypot(x, y) < radius * bumps) data[at] = x < ni * 0.05 * Math.sin(phase) ? 1 : 2
      }
  }
  return { data, geometry: { size, spacingMm: [0.8, 0.8, 2], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION } }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
