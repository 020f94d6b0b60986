/**
 * Seconds that an (untrained) reconstruction network takes to propagate a synthetic 512 × 512 × 300 volume, everything after reading included:
 *
 *     node --import ./test/support/resolveTypescript.mjs test/bench/reconstructionPropagation.ts [METHOD] [VARIANT] [DENSITY] [THREADS]
 *
 * METHOD sli2vol or ssa; VARIANT lite or full. Goal: at most 60 s on two cores for lite. Prints one JSON object; processor seconds say what
 * it would take on an idle machine when this one is not.
 */
import { openUnproven } from '../../src-main/compute/deviceProbe/openUnproven'
import { quietTensorflow } from '../../src-main/compute/quietTensorflow'
import { createSliceEncoder, type EncoderVariant } from '../../src-main/compute/propagators/reconstruction/sliceEncoder'
import { sli2vol } from '../../src-main/compute/propagators/reconstruction/sli2vol'
import { sli2volMethod } from '../../src-main/compute/propagators/reconstruction/sli2volMethod'
import { ssa } from '../../src-main/compute/propagators/reconstruction/ssa'
import { ssaMethod } from '../../src-main/compute/propagators/reconstruction/ssaMethod'
import { sliceStatesOf } from '../../src-main/domain/labels/sliceStates'
import { sparsify } from '../../src-main/domain/labels/sparsify'
import { propagateStack } from '../../src-main/domain/propagation/propagateStack'
import { sliceStackOf } from '../../src-main/domain/propagation/SliceStack'
import { fixedInterval } from '../../src-main/domain/selection/fixedInterval'
import { sliceCountOf } from '../../src-main/domain/selection/sliceCount'
import { IDENTITY_DIRECTION, type Geometry } from '../../src-main/domain/volume/geometry'
import type { State } from '../../src-main/compute/backends/Backend'

const [methodId = 'sli2vol', variant = 'lite', density = '0.1', threads = '2'] = process.argv.slice(2)
quietTensorflow()
const backend = await openUnproven({ deviceId: 'onnx-cpu', threads: Number(threads) })
const [propagator, method] = methodId === 'ssa' ? [ssa, ssaMethod] : [sli2vol, sli2volMethod]
const model = { method: method.id, params: { variant }, weights: await untrained(), facts: { version: 1 } }
const { volume, labelMap } = synthetic([512, 512, 300])
const sliceCount = 300
const budgetSlices = sliceCountOf({ densityFraction: Number(density), sliceCount })
const sliceIndices = fixedInterval.select({ sliceCount, budgetSlices, seed: 0 })
const sparse = sparsify({ labelMap, axis: 'k', sliceIndices })
const ready = await propagator.open(model, { backend })
const startedAtMs = performance.now()
const processorBefore = process.cpuUsage()
const { slices } = await propagateStack({
  stack: sliceStackOf(sparse, 'k'),
  states: sliceStatesOf({ labelMap: sparse, axis: 'k' }),
  propagator: ready.propagator,
  params: {},
  image: volume,
  outside: 'repeat',
  unreached: 'background',
  context: {
    signal: new AbortController().signal,
    report: () => undefined,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  },
})
const { user, system } = process.cpuUsage(processorBefore)
const report = {
  method: methodId,
  variant,
  densityFraction: Number(density),
  threads: backend.threads,
  library: backend.library,
  propagatedCount: slices.filter(({ state }) => state === 'propagated').length,
  seconds: (performance.now() - startedAtMs) / 1000,
  processorSeconds: (user + system) / 1e6,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
}
await ready.close()
process.stdout.write(`${JSON.stringify(report)}\n`)

async function untrained(): Promise<State> {
  const encoder = createSliceEncoder({ variant: variant as EncoderVariant, inputCount: method.inputCount, seed: 1 })
  const entries = Object.entries(encoder.variables).map(
    async ([name, variable]) =>
      [name, { shape: variable.shape, data: (await variable.data()) as Float32Array }] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

/** A bright blob (class 1) in a textured body; untrained features blur its mask, which costs the same time. */
function synthetic([ni, nj, nk]: [number, number, number]) {
  const geometry: Geometry = {
    size: [ni, nj, nk],
    spacingMm: [0.8, 0.8, 2],
    originMm: [0, 0, 0],
    direction: IDENTITY_DIRECTION,
  }
  const data = new Int16Array(ni * nj * nk)
  const labels = new Uint8Array(data.length)
  for (let k = 0, at = 0; k < nk; k++) {
    const radius = ni * (0.25 + 0.05 * Math.sin((6 * k) / nk))
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++) {
        labels[at] = Math.hypot(i - ni / 2, j - nj / 2) < radius ? 1 : 0
        data[at] = 150 * labels[at]! + 40 * Math.sin(i / 7) * Math.cos(j / 9 + k / 5)
      }
  }
  return { volume: { data, geometry }, labelMap: { data: labels, geometry } }
}
