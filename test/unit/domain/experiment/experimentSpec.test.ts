import { describe, expect, it } from 'vitest'
import { SlicewrightError } from '../../../../src-main/domain/errors'
import { parseExperimentSpec } from '../../../../src-main/domain/experiment/experimentSpec'

const known = {
  models: ['unet-2d'],
  policies: ['fixed-interval', 'uniform-random'],
  propagators: ['nearest', 'signed-distance'],
}
const small = {
  name: 'small',
  grid: { densities: [0.1], volumeFractions: [1], policies: ['fixed-interval'] },
}
const parse = (value: unknown) => parseExperimentSpec({ value, known })

function refusalOf(value: unknown): SlicewrightError {
  try {
    parse(value)
  } catch (error) {
    if (error instanceof SlicewrightError) return error
    throw error
  }
  throw new Error('The spec was accepted.')
}

describe('parseExperimentSpec', () => {
  it('fills in the defaults', () => {
    expect(parse(small)).toMatchObject({
      name: 'small',
      dataset: null,
      split: { by: 'seed', seed: 0, train: 'rest', validation: 0.1, test: 0.25 },
      grid: { models: ['unet-2d'], propagators: ['none'], propagatedVolumeFractions: [1], seeds: [0] },
      denseReference: true,
      interpolatedWeight: 'one',
      interpolationQuality: null,
      keepPredictions: false,
    })
  })

  it('takes all that a spec can say', () => {
    const spec = parse({
      ...small,
      dataset: 'hippocampus',
      split: { by: 'workspace' },
      grid: { ...small.grid, propagators: ['none', 'nearest'], propagatedVolumeFractions: [0.5, 1], seeds: [0, 1, 2] },
      denseReference: false,
      training: { stepCount: 300, learningRate: 0.001 },
      interpolatedWeight: { gamma: 0.8 },
      interpolationQuality: { densities: [0.05, 0.1], propagators: ['signed-distance'] },
      keepPredictions: true,
      limits: { runs: 10, hours: 2, diskBytes: 1e9 },
    })
    expect(spec.split).toEqual({ by: 'workspace', seed: 0, validation: 0.2 })
    expect(spec.training.stepCount).toBe(300)
    expect(spec.interpolatedWeight).toEqual({ gamma: 0.8 })
    expect(spec.interpolationQuality?.policies).toEqual(['fixed-interval'])
  })

  it.each<[what: string, value: unknown, field: string, sentence: RegExp]>([
    [
      'a typo in a key',
      { ...small, dataet: 'x' },
      'dataet',
      /dataet: there is no such field; .*Did you mean "dataset"\?/,
    ],
    [
      'a typo deeper down',
      { ...small, grid: { ...small.grid, densitys: [0.1] } },
      'grid.densitys',
      /grid\.densitys: .*Did you mean "densities"\?/,
    ],
    [
      'a typo in the training settings',
      { ...small, training: { stepcount: 5 } },
      'training.stepcount',
      /Did you mean "stepCount"\?/,
    ],
    [
      'a typo in the split',
      { ...small, split: { by: 'seed', sed: 1 } },
      'split.sed',
      /allowed: the fields by, seed, train, validation, test\. Did you mean "seed"\?/,
    ],
    [
      'a split of no kind',
      { ...small, split: { by: 'luck' } },
      'split.by',
      /found "luck", allowed: "workspace", "seed"/,
    ],
    [
      'a density of 0',
      { ...small, grid: { ...small.grid, densities: [0.1, 0] } },
      'grid.densities.1',
      /grid\.densities\.1: found 0, allowed: .*above 0 and at most 1/,
    ],
    [
      'a density in percent',
      { ...small, grid: { ...small.grid, densities: [40] } },
      'grid.densities.0',
      /found 40, allowed: .*<=1/,
    ],
    ['no density', { ...small, grid: { ...small.grid, densities: [] } }, 'grid.densities', /found \[\]/],
    ['no grid', { name: 'x' }, 'grid', /grid: missing/],
    [
      'a policy that does not exist',
      { ...small, grid: { ...small.grid, policies: ['fixed-intervall'] } },
      'grid.policies.0',
      /found "fixed-intervall", allowed: one of fixed-interval, uniform-random\. Did you mean "fixed-interval"\?/,
    ],
    [
      'a propagator that does not exist',
      { ...small, grid: { ...small.grid, propagators: ['none', 'magic'] } },
      'grid.propagators.1',
      /found "magic", allowed: one of none, nearest, signed-distance\.$/,
    ],
    ['a name that is a path', { ...small, name: '../x' }, 'name', /found "\.\.\/x"/],
    [
      'a seed that is no whole number',
      { ...small, grid: { ...small.grid, seeds: [0.5] } },
      'grid.seeds.0',
      /found 0\.5/,
    ],
    [
      'half a case',
      { ...small, split: { by: 'seed', test: 1.5 } },
      'split.test',
      /found 1\.5, allowed: a fraction below 1/,
    ],
    ['a seed set beside the grid', { ...small, training: { seed: 1 } }, 'training.seed', /there is no such field/],
    ['a list instead of a spec', [], 'the spec', /the spec: found \[\]/],
    ['an empty file', null, 'the spec', /the spec: found null/],
  ])('refuses %s, naming the field, the value and what is allowed', (_, value, field, sentence) => {
    const error = refusalOf(value)
    expect(error.code).toBe('SPEC_INVALID')
    expect(error.message).toMatch(sentence)
    expect(error.details['problems']).toEqual([expect.objectContaining({ field })])
  })

  it('lists all problems at once', () => {
    const error = refusalOf({ nam: 'x', grid: { ...small.grid, densities: [2], volumeFractions: [0] } })
    expect((error.details['problems'] as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      'grid.densities.0',
      'grid.volumeFractions.0',
      'nam',
      'name',
    ])
  })
})
