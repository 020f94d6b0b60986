import { expect, it } from 'vitest'
import { loadCohortPool } from '../../../../../src-main/compute/propagators/cohort/loadCohortPool'
import { surveyCohort } from '../../../../../src-main/compute/propagators/cohort/surveyCohort'
import { planCanvas } from '../../../../../src-main/compute/propagators/cohort/canvas'
import { KEY_SLICES, smallCohort } from './smallCohort'

const context = { signal: new AbortController().signal, report: () => undefined }

it('keeps annotated slices with their neighbours; windows that overlap share them', async () => {
  const surveyed = await surveyCohort(smallCohort(2), context)
  const canvas = planCanvas(
    surveyed.map(({ extent }) => extent),
    32,
  )
  const pool = await loadCohortPool({ surveyed, canvas, classLabels: [1], neighbourSlices: 2, context })
  expect(pool.map(({ caseId, sliceIndex }) => [caseId, sliceIndex])).toEqual(
    ['case-0', 'case-1'].flatMap((caseId) => KEY_SLICES.map((sliceIndex) => [caseId, sliceIndex])),
  )
  // Slices 1 and 6: 0 0 1 2 3 (the outermost twice) and 4 5 6 7 8; 10: 8 9 10 11 11. Ten slices and two, of twelve.
  expect(new Set(pool.slice(0, 3).flatMap(({ slices }) => slices)).size).toBe(12)
  expect(pool[0]!.slices[0]).toBe(pool[0]!.slices[1])
  expect(pool[1]!.slices[4]).toBe(pool[2]!.slices[0])
})

it('refuses before it reads anything what would take more than half of the memory, and says what to lower', async () => {
  const surveyed = (await surveyCohort(smallCohort(2), context)).map((each) => ({
    ...each,
    cohortCase: { ...each.cohortCase, loadImage: () => Promise.reject(new Error('read')) },
  }))
  // Twenty-four slices of 10¹² pixels.
  const canvas = { spacingMm: { width: 1, height: 1 }, size: { width: 1e6, height: 1e6 } }
  await expect(
    loadCohortPool({ surveyed, canvas, classLabels: [1], neighbourSlices: 2, context }),
  ).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringMatching(/^6 annotated slices .*largestSide .*neighbourSlices/) as string,
    // Four bytes for each of twenty-four slices, one for each of six label maps.
    details: { neededBytes: 1e12 * (4 * 24 + 6) },
  })
})
