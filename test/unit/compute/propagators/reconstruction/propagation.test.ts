import { beforeAll, describe, expect, it } from 'vitest'
import type { PropagationModel } from '../../../../../src-main/compute/propagators/LearnedPropagator'
import { reconstructionFronts, keyMask } from '../../../../../src-main/compute/propagators/reconstruction/carryChain'
import {
  settingsOf,
  reconstructionParams,
} from '../../../../../src-main/compute/propagators/reconstruction/reconstructionParams'
import { sli2vol } from '../../../../../src-main/compute/propagators/reconstruction/sli2vol'
import { sli2volMethod } from '../../../../../src-main/compute/propagators/reconstruction/sli2volMethod'
import { SliceCorrespondence } from '../../../../../src-main/compute/propagators/reconstruction/SliceCorrespondence'
import { ssa } from '../../../../../src-main/compute/propagators/reconstruction/ssa'
import type { LabelMap } from '../../../../../src-main/domain/labels/LabelMap'
import { sliceStatesOf } from '../../../../../src-main/domain/labels/sliceStates'
import { sparsify } from '../../../../../src-main/domain/labels/sparsify'
import { propagateStack } from '../../../../../src-main/domain/propagation/propagateStack'
import { sliceOf, sliceStackOf } from '../../../../../src-main/domain/propagation/SliceStack'
import type { Volume } from '../../../../../src-main/domain/volume/Volume'
import {
  describeOnNativeBackends,
  describeWithTensorflow,
  openNativeBackend,
  type NativeDeviceId,
} from '../../../../support/nativeBackends'
import { movingDisk, texturedCases } from '../../../../support/texturedCases'
import { fitContext, smallFit } from './smallFit'

const SIDE = 32
const { volume, labelMap } = movingDisk({ side: SIDE, sliceCount: 7, seed: 77, shiftPerSlice: [1, 0] })

/** Trained once; what it is used for is tested. */
let trained: PropagationModel
beforeAll(async () => {
  const context = fitContext({ backend: await openNativeBackend('onnx-cpu') })
  const cases = texturedCases({ count: 4, side: SIDE, sliceCount: 8 })
  trained = await smallFit(sli2vol, context, { stepCount: 240, patchSide: 24, learningRate: 4e-3 }, cases)
}, 180_000)

async function propagate(options: {
  model?: PropagationModel
  sparse: LabelMap
  image?: Volume
  params?: object
  deviceId?: NativeDeviceId
  signal?: AbortSignal
  produced?: (sliceIndex: number, mask: Uint8Array) => void
  breathed?: () => void
}) {
  const { model = trained, sparse, image = volume, params = {}, deviceId = 'onnx-cpu', produced, breathed } = options
  const method = model.method === 'ssa' ? ssa : sli2vol
  const ready = await method.open(model, { backend: await openNativeBackend(deviceId) })
  try {
    return await propagateStack({
      stack: sliceStackOf(sparse, 'k'),
      states: sliceStatesOf({ labelMap: sparse, axis: 'k' }),
      propagator: ready.propagator,
      params,
      image,
      outside: 'repeat',
      unreached: 'background',
      context: {
        signal: options.signal ?? new AbortController().signal,
        report: () => undefined,
        breathe: () => {
          breathed?.()
          return new Promise((resolve) => setImmediate(resolve))
        },
        ...(produced === undefined ? {} : { produced }),
      },
    })
  } finally {
    await ready.close()
  }
}

/** Pixels of each slice that differ from the truth. */
function wrongPixels(data: Uint8Array, truth: LabelMap): number[] {
  const [width, height, sliceCount] = truth.geometry.size
  return Array.from({ length: sliceCount }, (_, sliceIndex) => {
    const [found, wanted] = [data, truth.data].map((labels) => sliceOf({ data: labels, width, height }, sliceIndex))
    return found!.reduce((count, label, at) => count + (label === wanted![at] ? 0 : 1), 0)
  })
}

const only = (sliceIndices: number[]) => sparsify({ labelMap, axis: 'k', sliceIndices })

describe('a disk that moves with its texture', () => {
  it('is followed exactly from the slice in the middle, where standing still would be wrong', async () => {
    const { data, slices } = await propagate({ sparse: only([3]) })
    expect(wrongPixels(data, labelMap)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(slices.map(({ hops }) => hops)).toEqual([3, 2, 1, 0, 1, 2, 3])
    const still = sliceOf({ data: labelMap.data, width: SIDE, height: SIDE }, 3)
    const repeated = Uint8Array.from({ length: labelMap.data.length }, (_, at) => still[at % still.length]!)
    expect(Math.min(...wrongPixels(repeated, labelMap).toSpliced(3, 1))).toBeGreaterThan(10)
  })

  it.each([{ fronts: 'fused' }, { fronts: 'nearest' }, { carry: 'hard' }])(
    'is followed exactly from both ends with %o',
    async (params) => {
      const { data } = await propagate({ sparse: only([0, 6]), params })
      expect(wrongPixels(data, labelMap)).toEqual([0, 0, 0, 0, 0, 0, 0])
    },
  )

  it('appears slice by slice, nearest to a key slice first, and key slices are not touched', async () => {
    const sparse = only([3])
    // A key slice annotated in part: what is open stays open.
    sparse.data[3 * SIDE * SIDE] = 255
    const order: number[] = []
    const { data } = await propagate({ sparse, produced: (sliceIndex) => void order.push(sliceIndex) })
    expect(order).toEqual([2, 4, 1, 5, 0, 6])
    const key = (labels: Uint8Array) => [...sliceOf({ data: labels, width: SIDE, height: SIDE }, 3)]
    expect(key(data)).toEqual(key(sparse.data))
  })

  it('does not pass an annotated-empty slice, from either side', async () => {
    const sparse = only([1, 3, 5])
    sparse.data.fill(0, 3 * SIDE * SIDE, 4 * SIDE * SIDE)
    const { data } = await propagate({ sparse })
    const wrong = wrongPixels(data, labelMap)
    expect(sliceOf({ data, width: SIDE, height: SIDE }, 3).every((label) => label === 0)).toBe(true)
    expect([wrong[0], wrong[2], wrong[4], wrong[6]]).toEqual([0, 0, 0, 0])
  })

  it('is propagated alike twice, byte for byte', async () => {
    const [one, again] = [await propagate({ sparse: only([0, 5]) }), await propagate({ sparse: only([0, 5]) })]
    expect(again.data).toEqual(one.data)
  })

  it('stops within half a second when cancelled, also in the middle of a gap', async () => {
    const abort = new AbortController()
    let abortedAtMs = 0
    let breathCount = 0
    const long = movingDisk({ side: SIDE, sliceCount: 40, seed: 5, shiftPerSlice: [0, 0] })
    const sparse = sparsify({ labelMap: long.labelMap, axis: 'k', sliceIndices: [0, 39] })
    const produced: number[] = []
    const propagation = propagate({
      sparse,
      image: long.volume,
      signal: abort.signal,
      produced: (sliceIndex) => void produced.push(sliceIndex),
      breathed: () => {
        if (++breathCount !== 10) return
        abort.abort()
        abortedAtMs = performance.now()
      },
    })
    await expect(propagation).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - abortedAtMs).toBeLessThan(500)
    expect(produced).toEqual([])
  })
})

it('encodes every slice once, whatever direction masks come from, and gives both fronts', async () => {
  const params = reconstructionParams.parse(trained.params)
  const correspondence = await SliceCorrespondence.open({
    backend: await openNativeBackend('onnx-cpu'),
    method: sli2volMethod,
    settings: settingsOf(params),
    weights: trained.weights,
    image: volume,
    axis: 'k',
    classCount: 2,
    displacementSd: 0,
  })
  const key = (sliceIndex: number) =>
    keyMask({
      correspondence,
      sliceIndex,
      classes: sliceOf({ data: labelMap.data, width: SIDE, height: SIDE }, sliceIndex).map((label) => label / 3),
    })
  const fronts = await reconstructionFronts({
    correspondence,
    lower: key(0),
    upper: key(6),
    settings: params,
    context: { signal: new AbortController().signal, report: () => undefined, breathe: () => Promise.resolve() },
  })
  expect(correspondence.encodedCount).toBe(7)
  expect(fronts.length).toBe(5)
  for (const { below, above } of fronts)
    for (const front of [below, above])
      for (let pixel = 0; pixel < SIDE * SIDE; pixel += 97)
        expect(front[2 * pixel]! + front[2 * pixel + 1]!).toBeCloseTo(1, 4)
  await correspondence.dispose()
})

it('keeps several classes apart and gives back their labels', async () => {
  const halves = {
    ...labelMap,
    data: labelMap.data.map((label, at) => (label === 0 ? 0 : Math.floor(at / SIDE) % SIDE < SIDE / 2 ? 7 : 200)),
  }
  const sparse = sparsify({ labelMap: halves, axis: 'k', sliceIndices: [3] })
  const { data } = await propagate({ sparse })
  expect([...new Set(data)].sort((a, b) => a - b)).toEqual([0, 7, 200])
  expect(Math.max(...wrongPixels(data, halves))).toBe(0)
})

it('says what is wrong with a model of another method, version or size', async () => {
  const backend = await openNativeBackend('onnx-cpu')
  const refused = { code: 'MODEL_INVALID' }
  await expect(ssa.open(trained, { backend })).rejects.toMatchObject(refused)
  await expect(sli2vol.open({ ...trained, facts: { version: 99 } }, { backend })).rejects.toMatchObject(refused)
  const full = { ...trained, params: { ...trained.params, variant: 'full' } }
  await expect(sli2vol.open(full, { backend })).rejects.toMatchObject(refused)
})

describeOnNativeBackends('ssa, with two references', (deviceId) => {
  it('carries a mask as far as it goes and leaves the key slice alone', async () => {
    const model = await smallFit(ssa, fitContext({ backend: await openNativeBackend(deviceId) }))
    const { data, slices } = await propagate({ model, sparse: only([3]), deviceId })
    expect(wrongPixels(data, labelMap)[3]).toBe(0)
    expect(slices[2]).toMatchObject({ state: 'propagated', keySliceIndices: [3], hops: 1 })
  })
})

describeWithTensorflow('both backends', () => {
  it('propagate alike', async () => {
    const onnx = await propagate({ sparse: only([3]) })
    const tensorflow = await propagate({ sparse: only([3]), deviceId: 'tensorflow-cpu' })
    expect(wrongPixels(tensorflow.data, { ...labelMap, data: onnx.data })).toEqual([0, 0, 0, 0, 0, 0, 0])
  })
})
