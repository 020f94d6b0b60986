import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'

describe('SeededRandom', () => {
  it('gives the same sequence for the same seed, another for another', () => {
    const draw = (seed: number) => {
      const random = new SeededRandom(seed)
      return [random.nextUint32(), random.nextUint32(), random.nextUint32()]
    }
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('keeps purposes apart', () => {
    expect(SeededRandom.for(1, 'selection').nextUint32()).not.toBe(SeededRandom.for(1, 'training').nextUint32())
  })

  it('is uniform: mean 1/2, variance 1/12 over 100 000 draws; integers hit every value', () => {
    const random = new SeededRandom(3)
    const draws = Array.from({ length: 100_000 }, () => random.uniform())
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length
    expect(mean).toBeCloseTo(0.5, 2)
    expect(variance).toBeCloseTo(1 / 12, 2)
    expect(new Set(Array.from({ length: 200 }, () => random.integer(5)))).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  it('shuffles into a permutation and leaves its input alone', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8]
    const shuffled = new SeededRandom(0).shuffled(items)
    expect(shuffled).not.toEqual(items)
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items)
  })
})
