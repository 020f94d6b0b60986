import { expect, it } from 'vitest'
import type { LabelMap } from '../../../../src-main/domain/labels/LabelMap'
import { keepPacked } from '../../../../src-main/engine/experiments/keepPacked'

it('makes the label map once and gives equal, independent copies', async () => {
  let madeCount = 0
  const labelMap: LabelMap = {
    data: Uint8Array.from([0, 1, 255, 2]),
    geometry: { size: [4, 1, 1], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  }
  const load = keepPacked(() => {
    madeCount++
    return Promise.resolve({ ...labelMap, data: labelMap.data.slice() })
  })
  const first = await load()
  first.data.fill(9)
  expect(await load()).toEqual(labelMap)
  expect(await load()).toEqual(labelMap)
  expect(madeCount).toBe(1)
})
