import { describe, expect, it } from 'vitest'
import { assembleBatch, type PooledSlice } from '../../../../src-main/domain/sampling/assembleBatch'
import { augmentationSettingsSchema } from '../../../../src-main/domain/sampling/augmentation'

const slice = (image: number[], classes: number[], weight = 1): PooledSlice => ({
  width: 2,
  height: 1,
  image: Float32Array.from(image),
  classes: Uint8Array.from(classes),
  weight,
})
const request = {
  seed: 0,
  step: 0,
  batchSize: 1,
  classCount: 3,
  augmentation: augmentationSettingsSchema.parse({ probability: 0 }),
}

describe('assembleBatch', () => {
  it('writes classes one-hot; what is not annotated has no target and no weight', () => {
    const { images, targets, mask } = assembleBatch({ ...request, pool: [slice([5, 6], [2, 255])] })
    expect([...images]).toEqual([5, 6])
    expect([...targets]).toEqual([0, 0, 1, 0, 0, 0])
    expect([...mask]).toEqual([1, 0])
  })

  it('weighs annotated pixels, background too, by the weight of their slice', () => {
    const { mask, targets } = assembleBatch({ ...request, pool: [slice([5, 6], [0, 255], 0.25)] })
    expect([...mask]).toEqual([0.25, 0])
    expect([...targets]).toEqual([1, 0, 0, 0, 0, 0])
  })

  it('is the same again for the same step, augmentation included', () => {
    const pool = [slice([1, 2], [0, 1]), slice([3, 4], [1, 1]), slice([5, 6], [0, 0])]
    const augmented = {
      ...request,
      pool,
      batchSize: 4,
      augmentation: augmentationSettingsSchema.parse({ probability: 1 }),
    }
    expect(assembleBatch({ ...augmented, step: 3 })).toEqual(assembleBatch({ ...augmented, step: 3 }))
    expect(assembleBatch({ ...augmented, step: 3 })).not.toEqual(assembleBatch({ ...augmented, step: 4 }))
    expect([...pool[0]!.image]).toEqual([1, 2])
  })
})
