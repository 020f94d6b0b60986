import { morphologicalContourInterpolationNode } from '@itk-wasm/morphological-contour-interpolation'
import { Image, ImageType } from 'itk-wasm'
import { describe, expect, it } from 'vitest'
import { IGNORE_LABEL, type LabelMap } from '../../../src-main/domain/labels/LabelMap'
import { sliceStatesOf } from '../../../src-main/domain/labels/sliceStates'
import { sparsify } from '../../../src-main/domain/labels/sparsify'
import { fixedInterval } from '../../../src-main/domain/selection/fixedInterval'
import { sliceCountOf } from '../../../src-main/domain/selection/sliceCount'
import { readLabelMap } from '../../../src-main/io/formats/readLabelMap'
import { drawn, gridWorld } from '../../support/gridWorld'
import { propagated } from '../../support/propagated'
import { describeWithSharedData, sharedData } from '../../support/sharedData'

const cases: [string, number][] = [
  ['hippocampus/labels/hippocampus_003.nii.gz', 0.2],
  ['hippocampus/labels/hippocampus_006.nii.gz', 0.1],
  ['ibsi_sts/nifti/STS_005/PET_mask.nii.gz', 0.2],
  ['msd_spleen2_crop/sub-spleen2_ct_seg-manual.nii.gz', 0.2],
  ['acdc_cardiac_scribble/patient001_frame01_label.nii.gz', 0.4],
  ['brats2013_tumour/brats_2013_pat0005_1/OTMultiClass.nii.gz', 0.1],
]

describeWithSharedData('morphological-contour against the package called directly', () => {
  it.each(cases)('%s at density %d', async (file, densityFraction) => {
    const sparse = await sparseCase(file, densityFraction)
    const [ni, nj] = sparse.geometry.size
    const area = ni * nj
    const states = sliceStatesOf({ labelMap: sparse, axis: 'k' })
    const keys = states.flatMap((state, k) => (state === 'annotated' ? [k] : []))
    const [first, last] = [keys[0], keys[keys.length - 1]]
    const { dense } = await propagated(sparse, 'morphological-contour')
    const direct = await callDirectly(sparse)
    let differing = 0
    let compared = 0
    for (let k = 0; k < states.length; k++) {
      const found = dense.data.subarray(k * area, (k + 1) * area)
      // Key slices are the user's, even where the filter draws another class into them (BraTS: 3 voxels).
      const isKey = states[k] !== 'not-annotated'
      const expected = (isKey ? sparse.data : direct).subarray(k * area, (k + 1) * area)
      for (let at = 0; at < area; at++) if (found[at] !== expected[at]) differing++
      if (!isKey && found.some((label) => label !== 0)) compared++
    }
    expect(states.slice(first, last + 1)).not.toContain('annotated-empty')
    expect(differing).toBe(0)
    expect(compared).toBeGreaterThan(0)
  })

  it('differs from it where an annotated-empty slice lies between key slices: the filter would paint into it', async () => {
    const sparse = await sparseCase('hippocampus/labels/hippocampus_003.nii.gz', 0.2)
    const area = sparse.geometry.size[0] * sparse.geometry.size[1]
    const keys = sliceStatesOf({ labelMap: sparse, axis: 'k' }).flatMap((state, k) =>
      state === 'annotated' ? [k] : [],
    )
    const emptied = keys[Math.floor(keys.length / 2)]
    sparse.data.fill(0, emptied * area, (emptied + 1) * area)
    const direct = await callDirectly(sparse)
    expect(direct.subarray(emptied * area, (emptied + 1) * area).some((label) => label !== 0)).toBe(true)
    const { dense } = await propagated(sparse, 'morphological-contour')
    expect(dense.data.subarray(emptied * area, (emptied + 1) * area).every((label) => label === 0)).toBe(true)
    // Each side alone is what the filter makes of that side.
    const below = { ...sparse, data: sparse.data.map((label, at) => (at < emptied * area ? label : 0)) }
    const belowDirect = await callDirectly(below)
    expect(dense.data.subarray(0, emptied * area)).toEqual(belowDirect.subarray(0, emptied * area))
  })
})

describe('morphological-contour', () => {
  it('misses the gap beside two key slices of one shape unless it is told which slices are annotated', async () => {
    const key = '..... .111. .111. .111. .....'
    const blank = '????? ????? ????? ????? ?????'
    const sparse = gridWorld([key, key, blank, blank, key])
    const nothing = '..... ..... ..... ..... .....'
    const asItIs = await propagated(sparse, 'morphological-contour')
    expect(drawn(asItIs.dense)).toEqual([key, key, nothing, nothing, key])
    const told = await propagated(sparse, 'morphological-contour', { params: { nameKeySlices: true } })
    expect(drawn(told.dense)).toEqual([key, key, key, key, key])
  })
})

async function sparseCase(file: string, densityFraction: number): Promise<LabelMap> {
  const { labelMap } = await readLabelMap({ path: sharedData(file), expects: 'dense' })
  const sliceCount = labelMap.geometry.size[2]
  const budgetSlices = sliceCountOf({ densityFraction, sliceCount })
  const sliceIndices = fixedInterval.select({ sliceCount, budgetSlices, seed: 0 })
  return sparsify({ labelMap, axis: 'k', sliceIndices })
}

/** As the package's own documentation says, with the label map's own grid. */
async function callDirectly({ data, geometry }: LabelMap): Promise<Uint8Array> {
  const image = new Image(new ImageType(3, 'uint8', 'Scalar', 1))
  image.size = [...geometry.size]
  image.spacing = [...geometry.spacingMm]
  image.origin = [...geometry.originMm]
  image.direction = Float64Array.from(geometry.direction)
  image.data = data.map((label) => (label === IGNORE_LABEL ? 0 : label))
  const { outputImage } = await morphologicalContourInterpolationNode(image, { axis: 2 })
  return outputImage.data as Uint8Array
}
