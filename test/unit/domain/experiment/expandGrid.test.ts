import { describe, expect, it } from 'vitest'
import { isoBudgetGroups } from '../../../../src-main/domain/experiment/budget'
import { expandGrid, expandRuns } from '../../../../src-main/domain/experiment/expandGrid'

const grid = {
  models: ['unet-2d'],
  densities: [0.1, 0.4],
  volumeFractions: [0.5, 1],
  policies: ['fixed-interval', 'uniform-random'],
  propagators: ['none', 'signed-distance'],
  propagatedVolumeFractions: [1],
  seeds: [0],
}

describe('expandGrid', () => {
  it('expands the demo: every policy at every (ρ, s), propagation at s = 1 only, one dense reference', () => {
    expect(expandGrid({ grid, denseReference: true }).map(({ cellId }) => cellId)).toEqual([
      'unet-2d_d10_v50_fixed-interval',
      'unet-2d_d40_v50_fixed-interval',
      'unet-2d_d10_v100_fixed-interval',
      'unet-2d_d40_v100_fixed-interval',
      'unet-2d_d10_v100_fixed-interval_signed-distance',
      'unet-2d_d40_v100_fixed-interval_signed-distance',
      'unet-2d_d10_v50_uniform-random',
      'unet-2d_d40_v50_uniform-random',
      'unet-2d_d10_v100_uniform-random',
      'unet-2d_d40_v100_uniform-random',
      'unet-2d_d10_v100_uniform-random_signed-distance',
      'unet-2d_d40_v100_uniform-random_signed-distance',
      'unet-2d_d100_v100_every-slice',
    ])
  })

  it("expands the paper's full grid for one task to 60 cells and 5 a policy with interpolated masks, plus the reference", () => {
    const paper = {
      ...grid,
      densities: [0.05, 0.1, 0.2, 0.4, 0.8],
      volumeFractions: [0.125, 0.25, 0.5, 1],
      policies: ['fixed-interval', 'uniform-random', 'active-learning'],
    }
    const cells = expandGrid({ grid: paper, denseReference: true })
    expect(cells.filter(({ propagator, isDenseReference }) => propagator === null && !isDenseReference)).toHaveLength(
      60,
    )
    expect(cells.filter(({ propagator }) => propagator !== null)).toHaveLength(15)
    expect(cells.filter(({ isDenseReference }) => isDenseReference)).toHaveLength(1)
    const oneMethod = cells.filter(({ policy, propagator }) => policy === 'fixed-interval' && propagator === null)
    expect(isoBudgetGroups(oneMethod).map(({ items }) => items.length)).toEqual([1, 2, 3, 4, 4, 3, 2, 1])
    expect(oneMethod[0]!.cellId).toBe('unet-2d_d5_v12.5_fixed-interval')
  })

  it('merges cells that are the same: repeated values, and everything at ρ = 1', () => {
    const cells = expandGrid({
      grid: { ...grid, densities: [1, 1], volumeFractions: [1, 1, 0.5] },
      denseReference: true,
    })
    expect(cells.map(({ cellId, isDenseReference }) => [cellId, isDenseReference])).toEqual([
      ['unet-2d_d100_v100_every-slice', true],
      ['unet-2d_d100_v50_every-slice', false],
    ])
  })

  it('tries propagators at other volume fractions only where asked', () => {
    const asked = { ...grid, propagators: ['nearest'], propagatedVolumeFractions: [0.5] }
    expect(new Set(expandGrid({ grid: asked, denseReference: false }).map((cell) => cell.volumeFraction))).toEqual(
      new Set([0.5]),
    )
  })

  it('makes a run of every cell and seed, cell by cell', () => {
    const runs = expandRuns({ grid: { ...grid, propagators: ['none'], seeds: [0, 7, 0] }, denseReference: true })
    expect(runs).toHaveLength(18)
    expect(runs.slice(0, 3).map(({ cell, seed }) => `${cell.cellId} ${seed}`)).toEqual([
      'unet-2d_d10_v50_fixed-interval 0',
      'unet-2d_d10_v50_fixed-interval 7',
      'unet-2d_d40_v50_fixed-interval 0',
    ])
  })
})
