import { expect, it } from 'vitest'
import { SlicePool } from '../../../../../src-main/compute/propagators/reconstruction/SlicePool'
import { geometryOf, volumeOf } from '../../../../support/grids'

/** Volumes of 2 × 2 pixels whose voxels say which case and slice they are; `loads` counts who was read. */
function world(options: { caseCount: number; sliceCount: number }) {
  const loads: string[] = []
  const cases = Array.from({ length: options.caseCount }, (_, at) => ({
    caseId: `case-${at}`,
    axis: 'k' as const,
    loadImage: () => {
      loads.push(`case-${at}`)
      return Promise.resolve(
        volumeOf(geometryOf([2, 2, options.sliceCount]), (i, j, k) => 1000 * at + k + (i + j) / 10),
      )
    },
    loadSparse: () => Promise.reject(new Error('not to be read')),
  }))
  // So large a side that four stretches fill the budget.
  const pool = new SlicePool({ cases, seed: 3, largestSide: 512, intensityWindow: 'percentiles' })
  return { pool, loads }
}

it('reads all volumes once where they fit, and never again', async () => {
  const { pool, loads } = world({ caseCount: 2, sliceCount: 5 })
  for (const step of [0, 1, 25, 26, 60, 1000]) {
    const stretches = await pool.prepare(step, () => undefined)
    expect(stretches.map(({ slices }) => slices.length)).toEqual([5, 5])
  }
  expect([...loads].sort()).toEqual(['case-0', 'case-1'])
})

it('holds a bounded number of volumes and no more than 48 slices of each, and exchanges one every 25 steps', async () => {
  const { pool, loads } = world({ caseCount: 9, sliceCount: 60 })
  const first = await pool.prepare(0, () => undefined)
  expect(first.length).toBeLessThan(9)
  expect(first.map(({ slices }) => slices.length)).toEqual(first.map(() => 48))
  await pool.prepare(24, () => undefined)
  expect(loads.length).toBe(first.length)
  const next = await pool.prepare(25, () => undefined)
  expect(loads.length).toBe(first.length + 1)
  expect(next.slice(0, -1)).toEqual(first.slice(1))
})

it('has the same slices at a step, whether it came there step by step or at once', async () => {
  const [walked, jumped] = [world({ caseCount: 9, sliceCount: 60 }), world({ caseCount: 9, sliceCount: 60 })]
  for (let step = 0; step < 130; step += 10) await walked.pool.prepare(step, () => undefined)
  expect(await jumped.pool.prepare(130, () => undefined)).toEqual(await walked.pool.prepare(130, () => undefined))
})
