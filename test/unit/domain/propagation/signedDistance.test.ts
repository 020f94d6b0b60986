import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Triple } from '../../../../src-main/domain/volume/geometry'
import { drawn, gridWorld } from '../../../support/gridWorld'
import { propagated } from '../../../support/propagated'

const worlds = JSON.parse(
  readFileSync(new URL('../../../fixtures/propagation/signedDistance.json', import.meta.url), 'utf8'),
) as { spacingMm: Triple; slices: string[] }[]

it.each(worlds)('interpolates as scipy does at $spacingMm mm', async ({ spacingMm, slices }) => {
  const last = slices.length - 1
  const sparse = slices.map((slice, k) => (k === 0 || k === last ? slice : slice.replace(/[.1]/g, '?')))
  const { dense } = await propagated(gridWorld(sparse, spacingMm), 'signed-distance')
  expect(drawn(dense)).toEqual(slices)
})
