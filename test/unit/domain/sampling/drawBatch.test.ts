import { describe, expect, it } from 'vitest'
import { drawBatch } from '../../../../src-main/domain/sampling/drawBatch'

const draw = (step: number, seed = 1) => drawBatch({ seed, step, batchSize: 4, poolSize: 6 })
const poolIndices = (step: number, seed = 1) => draw(step, seed).map(({ poolIndex }) => poolIndex)

describe('drawBatch', () => {
  it('takes every slice once before any comes again', () => {
    const drawn = [0, 1, 2].flatMap((step) => poolIndices(step))
    expect(drawn.slice(0, 6).sort()).toEqual([0, 1, 2, 3, 4, 5])
    expect(drawn.slice(6, 12).sort()).toEqual([0, 1, 2, 3, 4, 5])
    expect(drawn.slice(0, 6)).not.toEqual(drawn.slice(6, 12))
  })

  it('depends on seed and step alone', () => {
    expect(draw(7)).toEqual(draw(7))
    expect([0, 1, 2].map((step) => poolIndices(step, 1))).not.toEqual([0, 1, 2].map((step) => poolIndices(step, 2)))
  })

  it('counts its draws through', () => {
    expect(draw(2).map(({ drawIndex }) => drawIndex)).toEqual([8, 9, 10, 11])
  })

  it('fills a batch that is larger than the pool', () => {
    const drawn = drawBatch({ seed: 0, step: 0, batchSize: 5, poolSize: 2 }).map(({ poolIndex }) => poolIndex)
    expect(drawn.slice(0, 2).sort()).toEqual([0, 1])
    expect(drawn.slice(2, 4).sort()).toEqual([0, 1])
  })
})
