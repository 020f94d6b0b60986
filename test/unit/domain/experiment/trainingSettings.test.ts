import { describe, expect, it } from 'vitest'
import { learningRateAt } from '../../../../src-main/domain/experiment/learningRate'
import { trainingSettingsSchema } from '../../../../src-main/domain/experiment/trainingSettings'

describe('training settings', () => {
  it('have a default for everything, and are the same after JSON', () => {
    const settings = trainingSettingsSchema.parse({})
    expect(settings).toMatchObject({ model: 'unet-2d', sliceAxis: 'k', seed: 0 })
    expect(trainingSettingsSchema.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings)
  })

  it('refuse a field that they do not have', () => {
    expect(() => trainingSettingsSchema.parse({ learnRate: 1 })).toThrow(/learnRate/)
    expect(() => trainingSettingsSchema.parse({ preprocessing: { intensity: { kind: 'gamma' } } })).toThrow(/kind/)
  })

  it('describe every field, for forms and help', () => {
    for (const [name, field] of Object.entries(trainingSettingsSchema.shape))
      if (name !== 'preprocessing' && name !== 'augmentation') expect(field.description, name).toBeTruthy()
  })

  it('let the learning rate fall to almost nothing, or not at all', () => {
    const poly = trainingSettingsSchema.parse({ stepCount: 100, learningRate: 1 })
    expect([0, 50, 99].map((step) => learningRateAt(poly, step))).toEqual([1, 0.5 ** 0.9, (1 - 99 / 100) ** 0.9])
    expect(learningRateAt({ ...poly, schedule: 'constant' }, 99)).toBe(1)
  })
})
