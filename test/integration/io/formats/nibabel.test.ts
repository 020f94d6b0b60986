import { expect, it } from 'vitest'
import { affineOf } from '../../../../src-main/domain/volume/geometry'
import { anatomicalAxes } from '../../../../src-main/domain/volume/orientation'
import type { VoxelArray } from '../../../../src-main/domain/volume/Volume'
import { readVolume } from '../../../../src-main/io/formats/readVolume'
import expectations from '../../../fixtures/nifti/nibabel.json'
import { describeWithSharedData, sharedData } from '../../../support/sharedData'

function sumOfFinite(data: VoxelArray): number {
  let sum = 0
  for (const value of data) if (Number.isFinite(value)) sum += value
  return sum
}

/** Equal to about float32's precision, which is what slopes are stored in. */
function expectClose(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)))
}

describeWithSharedData('reads real NIfTI files as nibabel 5.4.2 does', () => {
  it.each(Object.entries(expectations))('%s', async (name, expected) => {
    const channelCount = expected.channelCount
    for (const [channel, values] of [
      [0, expected.first],
      [channelCount - 1, expected.last],
    ] as const) {
      const { volume, facts, warnings } = await readVolume({ path: sharedData(name), channel })
      expect(volume.geometry.size).toEqual(expected.shape)
      expect(facts.channelCount).toBe(channelCount)
      expect(facts.dtype).toBe(expected.dtype)
      expect(facts.nonFiniteVoxelCount).toBe(values.nonFinite)
      expectClose(facts.valueRange![0], values.min!)
      expectClose(facts.valueRange![1], values.max!)
      expectClose(sumOfFinite(volume.data), values.sum!)
      expected.zooms.forEach((zoom, axis) => expectClose(volume.geometry.spacingMm[axis], zoom))
      if (expected.hasOrientation) {
        expect(anatomicalAxes(volume.geometry).codes).toBe(expected.codes)
        const ras = affineOf(volume.geometry).map((value, at) => (at < 8 ? -value : value))
        expected.affine.flat().forEach((value, at) => expect(ras[at]).toBeCloseTo(value, 4))
      } else {
        // nibabel assumes LAS and a centred origin here; contract.md §1 says RAS and origin 0.
        expect(anatomicalAxes(volume.geometry).codes).toBe('RAS')
        expect(volume.geometry.originMm).toEqual([0, 0, 0])
        expect(warnings.map(({ code }) => code)).toContain('NO_ORIENTATION')
      }
    }
  })
})
