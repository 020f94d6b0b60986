import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { voxelToWorldMm, type Triple } from '../../../../src-main/domain/volume/geometry'
import { anatomicalAxes } from '../../../../src-main/domain/volume/orientation'
import type { Volume, VoxelArray } from '../../../../src-main/domain/volume/Volume'
import { readVolume } from '../../../../src-main/io/formats/readVolume'
import { describeWithSharedData, hasSharedData, sharedData } from '../../../support/sharedData'

/** The voxels in the order in which LPS space is walked (x fastest, each coordinate growing), and the corner where it begins. */
function inLps({ data, geometry }: Volume): { data: VoxelArray; size: Triple; firstMm: Triple } {
  const { spaceAxes, signs } = anatomicalAxes(geometry)
  const memory = [1, geometry.size[0], geometry.size[0] * geometry.size[1]]
  const voxelAxes = [0, 1, 2].map((space) => spaceAxes.indexOf(space))
  const size = voxelAxes.map((axis) => geometry.size[axis]) as unknown as Triple
  const steps = voxelAxes.map((axis) => signs[axis] * memory[axis])
  const firstIndex = [0, 1, 2].map((axis) => (signs[axis] > 0 ? 0 : geometry.size[axis] - 1)) as unknown as Triple
  const start = firstIndex.reduce((at, index, axis) => at + index * memory[axis], 0)
  const walked = data.slice()
  let to = 0
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++) walked[to++] = data[start + x * steps[0] + y * steps[1] + z * steps[2]]
  return { data: walked, size, firstMm: voxelToWorldMm(geometry, firstIndex) }
}

async function readInLps(...path: string[]) {
  return inLps((await readVolume({ path: sharedData(...path) })).volume)
}

describeWithSharedData('one brain in many axis orders', () => {
  const names = hasSharedData ? readdirSync(sharedData('nifti_edge/orientations48')) : []

  it('has all 22 files', () => expect(names).toHaveLength(22))

  it.each(names)('%s holds the axes of its name and the same brain in space', async (name) => {
    const { volume } = await readVolume({ path: sharedData('nifti_edge/orientations48', name) })
    expect(anatomicalAxes(volume.geometry).codes).toBe(name.slice(0, 3))
    const [found, expected] = [inLps(volume), await readInLps('nifti_edge/orientations48/RAS.nii.gz')]
    expect(found.size).toEqual(expected.size)
    expect(Buffer.from(found.data.buffer).equals(Buffer.from(expected.data.buffer))).toBe(true)
    found.firstMm.forEach((value, axis) => expect(value).toBeCloseTo(expected.firstMm[axis], 3))
  })

  it('reads the same brain stored left to right, right to left and as NIfTI-2', async () => {
    const [first, ...others] = await Promise.all(
      ['RL_bigendian', 'LR_bigendian', 'LR_nifti2'].map((name) => readInLps(`nifti_edge/avg152T1_${name}.nii.gz`)),
    )
    for (const other of others) {
      expect(other.firstMm).toEqual(first.firstMm)
      expect(other.data.every((value, at) => value === first.data[at])).toBe(true)
    }
  })
})
