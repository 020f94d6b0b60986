import { expect, it } from 'vitest'
import {
  keySchema,
  keyValues,
  otherSchema,
  withKeyValues,
  withOtherValues,
} from '../../../src-renderer/pages/experiments/specFields'
import { fieldsOf } from '../../../src-renderer/components/schemaFields'
import { experimentSpecJsonSchema, parseExperimentSpec } from '../../../src-main/domain/experiment/experimentSpec'

const known = { models: ['unet-2d'], policies: ['fixed-interval', 'uniform-random'], propagators: ['nearest'] }
const schema = experimentSpecJsonSchema({ ...known, datasets: ['hippocampus'] })
const spec = {
  name: 'small',
  grid: { densities: [0.1, 0.4], volumeFractions: [1], policies: ['fixed-interval'] },
  training: { stepCount: 100, batchSize: 8 },
}

it('asks first for what decides a grid, and for the rest under Advanced, each field once', () => {
  expect(fieldsOf(keySchema(schema)).map(({ label, kind }) => [label, kind])).toEqual([
    ['Name', 'text'],
    ['Data set', 'choice'],
    ['Densities (ρ)', 'list'],
    ['Volume fractions (s)', 'list'],
    ['Selection policies', 'list'],
    ['Propagators', 'list'],
    ['Seeds', 'list'],
    ['Training steps', 'number'],
  ])
  const others = fieldsOf(otherSchema(schema))
  expect(others.map(({ key }) => key)).toEqual([
    'split',
    'grid',
    'denseReference',
    'training',
    'interpolatedWeight',
    'interpolationQuality',
    'keepPredictions',
    'limits',
  ])
  const training = others.find(({ key }) => key === 'training')
  expect(training?.kind === 'object' && training.fields.map(({ key }) => key)).not.toContain('stepCount')
})

it('puts what the two forms give in its place, and takes out what was emptied', () => {
  const values = { ...keyValues(spec), 'grid.seeds': [0, 1], 'training.stepCount': undefined }
  const changed = withKeyValues(spec, values)
  expect(changed).toEqual({ ...spec, grid: { ...spec.grid, seeds: [0, 1] }, training: { batchSize: 8 } })
  // The form of the others has no say in the key fields.
  const others = withOtherValues(changed, { training: { batchSize: 4 }, denseReference: false })
  expect(others).toEqual({ ...changed, training: { batchSize: 4 }, denseReference: false })
  expect(parseExperimentSpec({ value: others, known }).grid.seeds).toEqual([0, 1])
})
