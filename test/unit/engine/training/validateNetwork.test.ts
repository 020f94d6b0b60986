import { describe, expect, it } from 'vitest'
import { fitAxis } from '../../../../src-main/domain/volume/resampleAxis'
import type { ValidationSlices } from '../../../../src-main/engine/training/prepareCases'
import { validateNetwork } from '../../../../src-main/engine/training/validateNetwork'

const shape = { batchSize: 2, height: 1, width: 4, classCount: 3 }
const axis = (count: number) => fitAxis({ storedCount: count, storedSpacingMm: 1, spacingMm: 1, canvasCount: count })
const fit = { width: axis(4), height: axis(1) }

/** A case whose images hold the classes that the "network" will find. */
function caseOf(slices: { found: number[]; expected: number[] }[]): ValidationSlices {
  return {
    caseId: 'one',
    images: slices.map(({ found }) => Float32Array.from(found)),
    storedClasses: slices.map(({ expected }) => Uint8Array.from(expected)),
    fit,
  }
}
const score = (...cases: ValidationSlices[]) =>
  validateNetwork({
    cases,
    shape,
    predict: async (images) =>
      Float32Array.from({ length: images.length * 3 }, (_, at) => (images[Math.floor(at / 3)] === at % 3 ? 1 : 0)),
    signal: new AbortController().signal,
  })

describe('validateNetwork', () => {
  it('is the mean over classes of the voxels of all slices together', async () => {
    // Class 1: 2 of 3; class 2: 1 of 2.
    const slices = [
      { expected: [1, 1, 0, 0], found: [1, 1, 1, 0] },
      { expected: [2, 2, 0, 0], found: [2, 0, 0, 0] },
    ]
    expect(await score(caseOf(slices))).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12)
  })

  it('looks at annotated voxels only', async () => {
    expect(await score(caseOf([{ expected: [1, 255, 255, 0], found: [1, 1, 2, 0] }]))).toBe(1)
  })

  it('leaves out a class that is in neither, and a case without any', async () => {
    const right = caseOf([{ expected: [1, 1, 0, 0], found: [1, 1, 0, 0] }])
    const empty = caseOf([{ expected: [0, 0, 0, 0], found: [0, 0, 0, 0] }])
    expect(await score(right, empty)).toBe(1)
  })

  it('counts what was found where there is nothing', async () => {
    expect(await score(caseOf([{ expected: [1, 0, 0, 0], found: [1, 2, 0, 0] }]))).toBe(1 / 2)
  })

  it('can be cancelled', async () => {
    const cases = [caseOf([{ expected: [1, 1, 0, 0], found: [1, 1, 1, 0] }])]
    const predict = () => Promise.reject(new Error('too late'))
    await expect(validateNetwork({ cases, shape, predict, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})
