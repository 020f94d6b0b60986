import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { affineOf, type Geometry } from '../../../../../src-main/domain/volume/geometry'
import { readVolume, readVolumeHeader } from '../../../../../src-main/io/formats/readVolume'
import reference from '../../../../fixtures/dicom/reference.json'
import { describeWithSharedData } from '../../../../support/sharedData'
import { sharedPlaces } from '../../../../support/sharedPlaces'

interface Reference {
  readonly grid: string
  readonly size: readonly number[]
  readonly spacingMm: readonly number[]
  readonly originMm: readonly number[]
  readonly direction: readonly number[]
  readonly dtype: string
  readonly modality: string
  readonly transferSyntax: string
  readonly range: readonly number[]
  readonly sha256: string
  readonly samples: readonly (readonly number[])[]
}

const references = Object.entries(reference as Record<string, Reference>)

/** What lossy codecs may differ by, in steps of the stored values: two libraries round an inverse transform differently. */
const LOSSY_STEPS: Readonly<Record<string, number>> = { '1.2.840.10008.1.2.4.50': 2, '1.2.840.10008.1.2.4.91': 1 }

describeWithSharedData('DICOM series against pydicom and SimpleITK', () => {
  const placeOf = sharedPlaces()

  // 12-bit JPEG has no decoder here; its refusal is checked below.
  for (const [place, expected] of references.filter(([, each]) => each.transferSyntax !== '1.2.840.10008.1.2.4.51'))
    it(`${place} (${expected.transferSyntax}, grid by ${expected.grid})`, async () => {
      const { volume, facts } = await readVolume({ path: placeOf(place) })
      expect(volume.geometry.size).toEqual(expected.size)
      const [found, wanted] = [volume.geometry, expected as unknown as Geometry].map(affineOf)
      // 1e-3 of affine is what counts as the same grid (contract.md §3); cosines and positions agree to far less here.
      found.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], 4))
      expect(facts.dtype).toBe(expected.dtype)
      expect(facts.modality).toBe(expected.modality)
      const steps = LOSSY_STEPS[expected.transferSyntax]
      const [ni, nj] = expected.size
      for (const [i, j, k, value] of expected.samples) {
        const own = volume.data[i + j * ni + k * ni * nj]
        if (steps === undefined) expect(Math.fround(own)).toBe(value)
        else expect(Math.abs(own - value)).toBeLessThanOrEqual(steps * stepOf(expected))
      }
      const { data } = volume
      if (steps === undefined) {
        const voxels = Float32Array.from(data)
        expect(createHash('sha256').update(new Uint8Array(voxels.buffer)).digest('hex')).toBe(expected.sha256)
        expect(facts.valueRange?.map(Math.fround)).toEqual(expected.range)
      }
      expect((await readVolumeHeader({ path: placeOf(place) })).geometry).toEqual(volume.geometry)
    })
})

/** One step of the stored values: these two files have a slope of 32.1216 and 1. */
function stepOf({ transferSyntax }: Reference): number {
  return transferSyntax === '1.2.840.10008.1.2.4.50' ? 32.1216 : 1
}

describeWithSharedData('DICOM that is refused', () => {
  const placeOf = sharedPlaces()
  const syntaxes = 'dicom/cornerstone_ctimage_all_transfer_syntaxes.zip!CTImage.dcm_'
  // What is in each is in SOURCES.md; the numbers were read with pydicom.
  const refusals: readonly (readonly [string, string, ...(string | RegExp)[]])[] = [
    [
      'dicom/ge_ct_gantry_tilt_irregular_28slices.zip!GE',
      'GEOMETRY_SHEARED',
      /28 files/,
      '18.5°',
      'slice distances vary: 4.002 mm, 1.081 mm, 6.999 mm',
    ],
    ['prostatex_0000/dicom_missing_slice_18of19', 'SERIES_IRREGULAR', '1 slice is missing', '6 mm instead of 3 mm'],
    // One "series" for each of 19 slice positions, four times each.
    ['dicom/panimg/dicom_4d', 'BAD_REQUEST', 'holds 19 DICOM series'],
    ['dicom/dicom2nifti/failing/sliceorientation/001.zip!001', 'SERIES_IRREGULAR', 'orientations'],
    ['dicom/pydicom_data/liver.dcm', 'FORMAT_UNSUPPORTED', 'segmentation (SEG)'],
    ['dicom/pydicom/rtstruct.dcm', 'FORMAT_UNSUPPORTED', 'RTSTRUCT'],
    ['dicom/pydicom/test-SR.dcm', 'FORMAT_UNSUPPORTED', 'structured report'],
    ['dicom/pydicom/ExplVR_BigEnd.dcm', 'FORMAT_UNSUPPORTED', 'colour (RGB)'],
    ['dicom/pydicom/image_dfl.dcm', 'GEOMETRY_MISSING', 'Image Position'],
    ['dicom/pydicom/badVR.dcm', 'FORMAT_UNSUPPORTED', 'RTDOSE'],
    ['dicom/pydicom/MR_truncated.dcm', 'FILE_TRUNCATED', '8192 bytes', '8130'],
    [`${syntaxes}JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm`, 'FILE_UNREADABLE', '12 bits'],
    [`${syntaxes}JPEGProcess6_8TransferSyntax_1.2.840.10008.1.2.4.53.dcm`, 'FORMAT_UNSUPPORTED', 'Spectral Selection'],
    [`${syntaxes}JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm`, 'FORMAT_UNSUPPORTED', 'Full Progression'],
    ['dicom/pydicom_data/emri_small.dcm', 'GEOMETRY_MISSING', 'Image Orientation'],
  ]
  for (const [place, code, ...words] of refusals)
    it(`${place}: ${code}`, async () => {
      const error: unknown = await readVolume({ path: placeOf(place) }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code })
      for (const word of words) expect(String(error)).toMatch(word)
    })
})
