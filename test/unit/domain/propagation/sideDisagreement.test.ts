import { expect, it } from 'vitest'
import { nearest } from '../../../../src-main/domain/propagation/nearest'
import type { Propagator } from '../../../../src-main/domain/propagation/Propagator'
import { sideDisagreement } from '../../../../src-main/domain/propagation/sideDisagreement'
import { signedDistance } from '../../../../src-main/domain/propagation/signedDistance'

/** Slices of one row each; "." is not annotated. */
function disagreement(propagator: Propagator, rows: readonly string[]) {
  const width = rows.find((row) => row !== '.')?.length ?? 1
  const data = Uint8Array.from(rows.flatMap((row) => [...(row === '.' ? '0'.repeat(width) : row)].map(Number)))
  const states = rows.map((row) =>
    row === '.' ? 'not-annotated' : /[1-9]/.test(row) ? 'annotated' : 'annotated-empty',
  )
  return sideDisagreement({
    stack: { axis: 'k', data, sliceCount: rows.length, height: 1, width, spacingMm: [1, 1, 1] },
    states: states as ('annotated' | 'annotated-empty' | 'not-annotated')[],
    propagator,
    params: {},
    image: null,
    context: {
      signal: new AbortController().signal,
      report: () => undefined,
      breathe: () => Promise.resolve(),
    },
  })
}

it('compares what a step propagator carries from either side', async () => {
  // 1100 against 0110: one voxel of three in common.
  const found = await disagreement(nearest, ['.', '1100', '.', '.', '0110', '.'])
  expect(found).toEqual([null, null, 1 - 1 / 3, 1 - 1 / 3, null, null])
})

it('lays the key masks of a fill propagator centre on centre', async () => {
  expect(await disagreement(signedDistance, ['1100', '.', '0011'])).toEqual([null, 0, null])
  // 1100 against 1111, moved to meet: two of four voxels.
  expect((await disagreement(signedDistance, ['1100', '.', '1111']))[1]).toBeGreaterThan(0)
})

it('lets nothing pass an empty slice', async () => {
  expect(await disagreement(nearest, ['1100', '.', '0000', '.', '0110'])).toEqual([null, null, null, null, null])
})
