import { expect, it } from 'vitest'
import { measureQuality } from '../../../../src-main/engine/propagation/measureQuality'
import { gridWorld } from '../../../support/gridWorld'

const measure = (densities: number[], propagators: string[]) =>
  measureQuality({
    // Class 1 fills slices 1 to 3 and is one voxel wider on slice 3.
    cases: [
      { dataset: 'drawn', caseId: 'one', loadLabels: async () => gridWorld(['...', '11.', '11.', '111', '...']) },
    ],
    densities,
    policies: ['fixed-interval'],
    propagators,
    seeds: [0],
    signal: new AbortController().signal,
    report: () => undefined,
  })

it('counts unannotated slices together, all slices together, and by distance', async () => {
  // ρ = .2 of 5 slices is one slice, the middle one; nearest repeats it everywhere.
  const [row] = await measure([0.2], ['nearest'])
  expect(row).toEqual({
    dataset: 'drawn',
    caseId: 'one',
    propagator: 'nearest',
    densityFraction: 0.2,
    policy: 'fixed-interval',
    seed: 0,
    label: 1,
    iouAllSlices: 6 / 11,
    iouUnannotatedSlices: 4 / 9,
    byDistance: [
      { distanceSlices: 1, intersectionVoxels: 4, unionVoxels: 5 },
      { distanceSlices: 2, intersectionVoxels: 0, unionVoxels: 4 },
    ],
  })
})

it('gives one row a density, propagator and class', async () => {
  const rows = await measure([0.2, 0.4], ['nearest', 'signed-distance'])
  expect(rows.map(({ densityFraction, propagator }) => `${densityFraction} ${propagator}`)).toEqual([
    '0.2 nearest',
    '0.2 signed-distance',
    '0.4 nearest',
    '0.4 signed-distance',
  ])
})

it('is null where every slice is annotated', async () => {
  const [row] = await measure([1], ['nearest'])
  expect(row).toMatchObject({ iouAllSlices: 1, iouUnannotatedSlices: null, byDistance: [] })
})
