import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scoreCase } from '../../../../src-main/domain/metrics/scoreCase'
import type { LabelMap } from '../../../../src-main/domain/labels/LabelMap'
import { IDENTITY_DIRECTION, type Triple } from '../../../../src-main/domain/volume/geometry'
import { gridWorld } from '../../../support/gridWorld'

interface Expected {
  iou: number | null
  dice: number | null
  hd95Mm: number | null
  assdMm: number | null
}
interface World {
  size: Triple
  spacingMm: Triple
  seeds: [number, number]
  threshold: number
  voxels: [number, number]
  expected: Expected
}
const fixture = JSON.parse(readFileSync(new URL('../../../fixtures/metrics/scores.json', import.meta.url), 'utf8')) as {
  worlds: World[]
}

describe('scoreCase', () => {
  it('measures a square that moved by one voxel', () => {
    const reference = gridWorld('.... 11.. 11.. ....')
    const prediction = gridWorld('.... .11. .11. ....')
    // 2 of 6 voxels shared; every voxel is border; in each direction two distances are 0 and two are 1.
    const [score] = scoreCase({ reference, prediction, labels: [1] })
    expect(score).toEqual({
      label: 1,
      intersectionVoxels: 2,
      unionVoxels: 6,
      iou: 1 / 3,
      dice: 0.5,
      hd95Mm: 1,
      assdMm: 0.5,
    })
  })

  it('measures in millimetres', () => {
    const reference = gridWorld('1.. ...', [2.5, 1, 1])
    const prediction = gridWorld('..1 ...', [2.5, 1, 1])
    expect(scoreCase({ reference, prediction, labels: [1] })[0]).toMatchObject({ iou: 0, hd95Mm: 5, assdMm: 5 })
  })

  it('takes the border of a 2D image from four neighbours, of a volume from six', () => {
    const block = '111 111 111'
    const ring = '111 1.1 111'
    // In 2D the block's middle voxel is inside, so both borders are the same ring.
    expect(scoreCase({ reference: gridWorld(block), prediction: gridWorld(ring), labels: [1] })[0].assdMm).toBe(0)
    // In 3D both end slices are border: the middle voxels of the block lie 1 mm from the tube.
    const [score] = scoreCase({
      reference: gridWorld([block, block, block]),
      prediction: gridWorld([ring, ring, ring]),
      labels: [1],
    })
    expect(score.assdMm).toBeCloseTo(2 / (26 + 24), 12)
  })

  it('leaves a class out where both are empty and scores 0 where one is', () => {
    const reference = gridWorld('11.. ....')
    const prediction = gridWorld('..2. ....')
    const [first, second, third] = scoreCase({ reference, prediction, labels: [1, 2, 3] })
    expect(first).toMatchObject({ label: 1, iou: 0, dice: 0, hd95Mm: null, assdMm: null })
    expect(second).toMatchObject({ label: 2, iou: 0, dice: 0, hd95Mm: null, assdMm: null })
    expect(third).toMatchObject({ label: 3, iou: null, dice: null, hd95Mm: null, assdMm: null })
  })

  it('skips what is not annotated in the reference, in both maps', () => {
    const reference = gridWorld('11?? ....')
    const prediction = gridWorld('1111 ....')
    expect(scoreCase({ reference, prediction, labels: [1] })[0]).toMatchObject({ iou: 1, dice: 1, hd95Mm: 0 })
  })

  it('refuses 255 in a prediction, another grid, and labels that are no classes', () => {
    const reference = gridWorld('11.. ....')
    const failure = (prediction: LabelMap, labels = [1]) => {
      try {
        scoreCase({ reference, prediction, labels })
      } catch (error) {
        return (error as { code: string }).code
      }
      return null
    }
    expect(failure(gridWorld('11?. ....'))).toBe('LABEL_RESERVED_VALUE')
    expect(failure(gridWorld('11. ...'))).toBe('GEOMETRY_MISMATCH')
    expect(failure(gridWorld('11.. ....', [1, 1, 1.01]))).toBe('GEOMETRY_MISMATCH')
    expect(failure(gridWorld('11.. ....'), [0])).toBe('BAD_REQUEST')
  })

  it.each(fixture.worlds)('agrees with scipy on $size at $spacingMm mm', (world) => {
    const [reference, prediction] = world.seeds.map((seed) => randomMask(world, seed))
    const [score] = scoreCase({ reference, prediction, labels: [1] })
    expect([reference, prediction].map(({ data }) => data.reduce((sum, value) => sum + value, 0))).toEqual(world.voxels)
    for (const metric of ['iou', 'dice', 'hd95Mm', 'assdMm'] as const)
      expect(score[metric]).toBeCloseTo(world.expected[metric] ?? NaN, 5)
  })
})

/** The generator of makeScores.py. */
function randomMask({ size, spacingMm, threshold }: World, seed: number): LabelMap {
  const [ni, nj, nk] = size
  let state = seed
  const values = Float64Array.from({ length: ni * nj * nk }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 16
  })
  const data = new Uint8Array(values.length)
  for (let k = 0, at = 0; k < nk; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++) {
        let sum = 0
        for (let z = Math.max(0, k - 1); z <= Math.min(nk - 1, k + 1); z++)
          for (let y = Math.max(0, j - 1); y <= Math.min(nj - 1, j + 1); y++)
            for (let x = Math.max(0, i - 1); x <= Math.min(ni - 1, i + 1); x++) sum += values[x + ni * (y + nj * z)]
        data[at] = sum > threshold * 27 * 65536 ? 1 : 0
      }
  return { data, geometry: { size, spacingMm, originMm: [0, 0, 0], direction: IDENTITY_DIRECTION } }
}
