import { describe, expect, it } from 'vitest'
import { canonicalJson, runIdentityText, type RunIdentity } from '../../../../src-main/domain/experiment/runIdentity'

const identity: RunIdentity = {
  scienceVersion: 1,
  configuration: {
    model: 'unet-2d',
    densityFraction: 0.1,
    volumeFraction: 0.5,
    policy: 'fixed-interval',
    propagator: null,
    seed: 0,
    steps: 100,
  },
  training: { learningRate: 1e-3, batchSize: 8 },
  classLabels: [1, 2],
  cases: [
    { caseId: 'a', role: 'train', imageSha256: '11', imageChannel: null, labelSha256: '12', sliceAxis: 'k' },
    { caseId: 'b', role: 'test', imageSha256: '21', imageChannel: null, labelSha256: '22', sliceAxis: 'k' },
  ],
  device: { deviceId: 'onnx-cpu', threads: 2, library: 'onnxruntime 1.30.0' },
}

describe('runIdentityText', () => {
  it('is stable: the order of keys and of cases does not matter', () => {
    const { device, cases, ...rest } = identity
    const shuffled: RunIdentity = {
      device: { library: device.library, threads: device.threads, deviceId: device.deviceId },
      cases: [...cases].reverse(),
      ...rest,
      training: { batchSize: 8, learningRate: 1e-3 },
    }
    expect(runIdentityText(shuffled)).toBe(runIdentityText(identity))
  })

  it.each<[what: string, change: Partial<RunIdentity>]>([
    ['the code', { scienceVersion: 2 }],
    ['the density', { configuration: { ...identity.configuration, densityFraction: 0.2 } }],
    ['the volume fraction', { configuration: { ...identity.configuration, volumeFraction: 1 } }],
    ['the policy', { configuration: { ...identity.configuration, policy: 'uniform-random' } }],
    ['the propagator', { configuration: { ...identity.configuration, propagator: 'nearest' } }],
    ['the seed', { configuration: { ...identity.configuration, seed: 1 } }],
    ['the steps', { configuration: { ...identity.configuration, steps: 101 } }],
    ['the training settings', { training: { learningRate: 1e-4, batchSize: 8 } }],
    ['what interpolated slices count', { interpolatedWeight: { gamma: 0.8 } }],
    ['the slice axis', { cases: [{ ...identity.cases[0]!, sliceAxis: 'i' }, identity.cases[1]!] }],
    ['the channel of an image', { cases: [{ ...identity.cases[0]!, imageChannel: 1 }, identity.cases[1]!] }],
    ['an image', { cases: [{ ...identity.cases[0]!, imageSha256: '99' }, identity.cases[1]!] }],
    ['a label map', { cases: [{ ...identity.cases[0]!, labelSha256: '99' }, identity.cases[1]!] }],
    ['a role', { cases: [{ ...identity.cases[0]!, role: 'validation' }, identity.cases[1]!] }],
    ['the classes', { classLabels: [1] }],
    ['the cases', { cases: identity.cases.slice(0, 1) }],
    ['the device', { device: { ...identity.device, deviceId: 'tensorflow-cpu' } }],
    ['the number of threads', { device: { ...identity.device, threads: 1 } }],
    ['the library', { device: { ...identity.device, library: 'onnxruntime 1.31.0' } }],
  ])('is sensitive to %s', (_, change) => {
    expect(runIdentityText({ ...identity, ...change })).not.toBe(runIdentityText(identity))
  })
})

describe('canonicalJson', () => {
  it('sorts keys at every depth, drops undefined and keeps the order of lists', () => {
    expect(canonicalJson({ b: [2, 1], a: { d: null, c: 'x', e: undefined } })).toBe(
      '{"a":{"c":"x","d":null},"b":[2,1]}',
    )
  })

  it('refuses what would make two runs look alike', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError)
    expect(() => canonicalJson({ a: () => 1 })).toThrow(TypeError)
  })
})
