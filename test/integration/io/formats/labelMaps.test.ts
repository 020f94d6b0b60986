import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { classLabelsOf } from '../../../../src-main/domain/labels/LabelMap'
import { parseLabelMapping } from '../../../../src-main/domain/labels/labelMapping'
import { geometryDifference } from '../../../../src-main/domain/volume/geometry'
import { readLabelMap } from '../../../../src-main/io/formats/readLabelMap'
import { readVolume } from '../../../../src-main/io/formats/readVolume'
import { writeLabelMap } from '../../../../src-main/io/formats/writeLabelMap'
import { describeWithSharedData, hasSharedData, sharedData } from '../../../support/sharedData'
import { temporaryPaths } from '../../../support/temporaryPaths'

const inFolder = temporaryPaths()

describeWithSharedData('real label maps', () => {
  it.each([
    ['spinal_cord_sct/t2s/t2s_seg-deepseg.nii.gz', [1], 'int64'],
    ['isles22_stroke/sub-strokecase0009_ses-0001_msk.nii.gz', [1], 'uint16'],
    ['brats2013_tumour/brats_2013_pat0005_1/OTMultiClass.nii.gz', [1, 2, 3, 4], 'float32'],
    ['prostatex_0000/nifti/Prostatex_0000_lab.nii.gz', [1, 2], 'uint16'],
    ['spinal_cord_sct/t2/labels.nii.gz', [3, 5], 'int16'],
  ])('%s has the classes %o, stored as %s, and survives writing', async (name, classes, dtype) => {
    const path = sharedData(name)
    const { labelMap } = await readLabelMap({ path, expects: 'dense' })
    expect(classLabelsOf(labelMap.data)).toEqual(classes)
    expect((await readVolume({ path })).facts.dtype).toBe(dtype)
    const copy = inFolder('copy.nii.gz')
    await writeLabelMap({ path: copy, labelMap })
    const { labelMap: again } = await readLabelMap({ path: copy, expects: 'dense' })
    expect(again.data).toEqual(labelMap.data)
    expect(geometryDifference(again.geometry, labelMap.geometry)).toBeNull()
  })

  it('reads every hippocampus label with classes 1 and 2 on the grid of its image', async () => {
    const names = hasSharedData ? readdirSync(sharedData('hippocampus/labels')).sort() : []
    expect(names.length).toBeGreaterThanOrEqual(190)
    for (const name of names) {
      const { labelMap } = await readLabelMap({ path: sharedData('hippocampus/labels', name), expects: 'dense' })
      const { volume } = await readVolume({ path: sharedData('hippocampus/images', name) })
      expect(classLabelsOf(labelMap.data)).toEqual([1, 2])
      expect(geometryDifference(labelMap.geometry, volume.geometry)).toBeNull()
    }
  })

  it.each([
    ['spinal_cord_sct/mt/mt1_gmseg.nii.gz', 'LABEL_NOT_INTEGRAL'],
    ['spinal_cord_sct/fmri/fmri_tsnr.nii.gz', 'LABEL_NOT_INTEGRAL'],
    ['label_maps/inia19-NeuroMaps.nii.gz', 'LABEL_TOO_MANY_CLASSES'],
    ['label_maps/synthseg_training_seg_02.nii.gz', 'LABEL_RESERVED_VALUE'],
    ['prostatex_0000/nifti/Prostatex_0000_scribble.nii.gz', 'LABEL_RESERVED_VALUE'],
  ])('refuses %s with %s', async (name, code) => {
    await expect(readLabelMap({ path: sharedData(name), expects: 'dense' })).rejects.toMatchObject({ code })
  })

  it('reads scribbles once it is said what is not annotated', async () => {
    const prostate = sharedData('prostatex_0000/nifti/Prostatex_0000_scribble.nii.gz')
    expect((await readLabelMap({ path: prostate, expects: 'sparse' })).labelMap.data).toContain(255)
    const heart = sharedData('acdc_cardiac_scribble/patient001_frame01_scribble.nii.gz')
    const { labelMap, mapping } = await readLabelMap({ path: heart, expects: 'sparse', ignoreValue: 4 })
    expect(classLabelsOf(labelMap.data)).toEqual([1, 2, 3])
    expect(mapping).toContainEqual({ from: 4, to: 255 })
    const same = await readLabelMap({ path: heart, expects: 'sparse', mapping: parseLabelMapping('1:1,2:2,3:3,4:255') })
    expect(same.labelMap.data).toEqual(labelMap.data)
  })
})
