import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openVoxelStream } from '../../../../../src-main/io/formats/openVoxelStream'
import { readVolume, readVolumeHeader } from '../../../../../src-main/io/formats/readVolume'
import { writeDicom, type DicomFields } from '../../../../support/dicomBytes'
import { temporaryFolder } from '../../../../support/temporaryFolder'

/** Slices of 2 × 2 voxels that all hold one value, at these places along z, in files a, b, c … */
function stack(zs: readonly number[], common: DicomFields = {}): Record<string, DicomFields> {
  return Object.fromEntries(
    zs.map((z, n) => [
      `${'abcdefghij'[n]}.dcm`,
      { position: [0, 0, z], pixels: [n + 1, n + 1, n + 1, n + 1], ...common },
    ]),
  )
}

const folderOf = (files: Readonly<Record<string, DicomFields>>) => writeDicom(temporaryFolder(), files)
const read = (files: Readonly<Record<string, DicomFields>>) => readVolume({ path: folderOf(files) })

async function refusal(files: Readonly<Record<string, DicomFields>>) {
  const error: unknown = await read(files).catch((thrown: unknown) => thrown)
  return error as Error & { code: string; details: { files: string[] } }
}

describe('a folder of DICOM slices', () => {
  it('is sorted by position along the normal, not by name; the distance is measured, not the thickness', async () => {
    const { volume, facts } = await read(stack([5, -1, 2], { thickness: 9 }))
    expect(volume.geometry).toEqual({
      size: [2, 2, 3],
      spacingMm: [1, 1, 3],
      originMm: [0, 0, -1],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    })
    expect([...volume.data]).toEqual([2, 2, 2, 2, 3, 3, 3, 3, 1, 1, 1, 1])
    expect(facts).toMatchObject({ format: 'dicom', dtype: 'int16', modality: 'CT', valueRange: [1, 3] })
  })

  it('has i along a row and j down a column; DICOM writes the spacing between rows first', async () => {
    const { volume } = await read(
      stack([0, 2], { rows: 3, columns: 2, pixelSpacing: [0.5, 0.25], pixels: [1, 2, 3, 4, 5, 6] }),
    )
    expect(volume.geometry.size).toEqual([2, 3, 2])
    expect(volume.geometry.spacingMm).toEqual([0.25, 0.5, 2])
    // i runs first: the two values of the first row lie side by side.
    expect([...volume.data.subarray(0, 4)]).toEqual([1, 2, 3, 4])
  })

  it('sagittal and coronal stacks are right-handed too', async () => {
    // Rows toward the back (+y), columns toward the feet (−z): the normal is −x.
    const sagittal = {
      a: { position: [10, 0, 0], orientation: [0, 1, 0, 0, 0, -1] },
      b: { position: [8, 0, 0], orientation: [0, 1, 0, 0, 0, -1] },
    }
    const { geometry } = (await read(sagittal)).volume
    expect(geometry.direction.map((cosine) => cosine + 0)).toEqual([0, 0, -1, 1, 0, 0, 0, -1, 0])
    expect(geometry.originMm).toEqual([10, 0, 0])
    // Rows to the left (+x), columns toward the feet (−z): the normal is +y.
    const coronal = {
      a: { position: [0, 6, 0], orientation: [1, 0, 0, 0, 0, -1] },
      b: { position: [0, 1, 0], orientation: [1, 0, 0, 0, 0, -1] },
    }
    const found = (await read(coronal)).volume.geometry
    expect(found.direction.map((cosine) => cosine + 0)).toEqual([1, 0, 0, 0, 0, 1, 0, -1, 0])
    expect([found.originMm, found.spacingMm[2]]).toEqual([[0, 1, 0], 5])
  })

  it('rescales each slice by its own slope and intercept', async () => {
    const whole = await read(stack([0, 1], { slope: 2, intercept: -1000 }))
    expect(whole.volume.data).toEqual(Int16Array.from([-998, -998, -998, -998, -996, -996, -996, -996]))
    const files = stack([0, 1])
    const { volume } = await read({
      'a.dcm': { ...files['a.dcm'], slope: 0.5 },
      'b.dcm': { ...files['b.dcm'], slope: 0.25 },
    })
    expect(volume.data).toEqual(Float32Array.from([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]))
  })

  it('keeps large unsigned values exact', async () => {
    const { volume, facts } = await read(stack([0, 1], { isSigned: false, pixels: [0, 40000, 65535, 1] }))
    expect(facts.dtype).toBe('uint16')
    expect(volume.data).toBeInstanceOf(Float32Array)
    expect([...volume.data.subarray(0, 4)]).toEqual([0, 40000, 65535, 1])
  })

  it('takes 12 stored bits of 16 and their sign; the other bits are no business of the image', async () => {
    const { volume } = await read(stack([0, 1], { bitsStored: 12, pixels: [0x0fff, 0xf001, 0x0800, 0x07ff] }))
    expect([...volume.data.subarray(0, 4)]).toEqual([-1, 1, -2048, 2047])
  })

  it('says what it should: windows, inverted values, padding', async () => {
    const { facts, warnings } = await read(
      stack([0, 1], {
        window: ['40\\300', '400\\1500', 'SOFT\\BONE'],
        photometric: 'MONOCHROME1',
        padding: -2000,
        pixels: [-2000, 1, 2, 3],
      }),
    )
    // The ends of a LINEAR window: centre − 0.5 ± (width − 1) / 2 (PS3.3, C.11.2.1.2).
    expect(facts.storedWindows).toEqual([
      { name: 'SOFT', lowerValue: -160, upperValue: 239 },
      { name: 'BONE', lowerValue: -450, upperValue: 1049 },
    ])
    expect(facts.valueRange).toEqual([-2000, 3])
    expect(warnings.map(({ code }) => code)).toEqual(['SHOWN_INVERTED', 'PIXEL_PADDING'])
    expect(warnings[1].message).toContain('25 %')
  })

  it('a single slice has its thickness for a distance, and says so', async () => {
    const { volume, warnings } = await read(stack([4], { thickness: 2.5 }))
    expect(volume.geometry.spacingMm).toEqual([1, 1, 2.5])
    expect(warnings).toMatchObject([{ code: 'SPACING_MISSING' }])
  })

  it('positions rounded to 0.1 mm are even enough, and are mentioned', async () => {
    const { volume, warnings } = await read(stack([0, 1.3, 2.5, 3.8, 5]))
    expect(volume.geometry.spacingMm[2]).toBe(1.25)
    expect(warnings).toMatchObject([{ code: 'SLICES_UNEVEN', message: expect.stringContaining('4.0 %') }])
  })

  it('reads implicit syntax, long headers and files without a preamble', async () => {
    const files = stack([0, 1, 2])
    const { volume } = await read({
      'a.dcm': { ...files['a.dcm'], transferSyntax: '1.2.840.10008.1.2' },
      'b.dcm': { ...files['b.dcm'], privateBytes: 200_000 },
      c: { ...files['c.dcm'], hasPreamble: false },
    })
    expect([...volume.data]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
  })

  it('reads RLE: a run and a literal in each of the two byte planes', async () => {
    const frame = Buffer.alloc(64 + 2 + 6)
    frame.writeUInt32LE(2, 0)
    frame.writeUInt32LE(64, 4)
    frame.writeUInt32LE(66, 8)
    // High bytes: 0x01 four times (257 − 253 = 4). Low bytes: three literals, then 0x09 once.
    frame.set([253, 0x01, 2, 0x05, 0x06, 0x07, 0, 0x09], 64)
    const rle = { transferSyntax: '1.2.840.10008.1.2.5', pixels: new Uint8Array(frame) }
    const { volume } = await read(stack([0, 1], rle))
    expect([...volume.data.subarray(0, 4)]).toEqual([0x0105, 0x0106, 0x0107, 0x0109])
  })

  it('streams any slice by itself, with the values that reading gives', async () => {
    const path = folderOf(stack([2, 0, 1], { slope: 0.5 }))
    const stream = await openVoxelStream({ path })
    expect(stream).toMatchObject({ dtype: 'float32', access: 'direct' })
    const pieces: number[] = []
    for await (const bytes of stream.read({ firstVoxel: 4, voxelCount: 5 }))
      pieces.push(...new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4))
    expect(pieces).toEqual([1.5, 1.5, 1.5, 1.5, 0.5])
  })

  it('header and files in another place are the same volume', async () => {
    const folder = folderOf(stack([0, 1]))
    expect((await readVolumeHeader({ path: folder })).geometry.size).toEqual([2, 2, 2])
    const chosen = await readVolume({ path: folder, files: ['b.dcm', 'a.dcm'] })
    expect([...chosen.volume.data]).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
    renameSync(join(folder, 'b.dcm'), join(folder, 'z.dcm'))
    expect((await readVolume({ path: folder })).volume).toEqual(chosen.volume)
  })

  it('scouts and reports are no choice; of two volumes one must be named', async () => {
    const files = {
      ...stack([0, 1], { series: '1.2.1' }),
      scout: { series: '1.2.2', imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER', position: [0, 0, 50] },
    }
    expect((await read(files)).volume.geometry.size).toEqual([2, 2, 2])
    const two = {
      ...files,
      ...{ 'x/1': { series: '1.2.9', position: [0, 0, 8] }, 'x/2': { series: '1.2.9', position: [0, 0, 9] } },
    }
    const folder = folderOf(two)
    await expect(readVolume({ path: folder })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining(`${folder}#1.2.9`),
    })
    expect((await readVolume({ path: `${folder}#1.2.9` })).volume.geometry.originMm).toEqual([0, 0, 8])
  })
})

describe('a series that is no regular grid is refused by name', () => {
  it.each<[string, Record<string, DicomFields>, string, string, string[]]>([
    [
      'a gap',
      stack([0, 1, 2, 4, 5]),
      'SERIES_IRREGULAR',
      '1 slice is missing: 1 of 4 slice distances is 2 mm instead of 1 mm',
      ['c', 'd'],
    ],
    [
      'uneven distances',
      stack([0, 1, 2.4, 3.1]),
      'SERIES_IRREGULAR',
      'slice distances vary: 1 mm, 1.4 mm, 0.7 mm',
      ['b', 'c', 'd'],
    ],
    [
      'a tilted gantry',
      Object.fromEntries([0, 1, 2, 3].map((k) => [`${'abcd'[k]}.dcm`, { position: [0, k * 0.5, k * 2] }])),
      'GEOMETRY_SHEARED',
      '14.0° off their normal',
      ['a', 'b', 'c', 'd'],
    ],
    [
      'mixed sizes',
      { ...stack([0, 1, 2]), 'd.dcm': { position: [0, 0, 3], rows: 1, columns: 4 } },
      'SERIES_IRREGULAR',
      'mixes 2 sizes: 3 of 2 × 2, 1 of 4 × 1',
      ['d'],
    ],
    [
      'mixed orientations',
      { ...stack([0, 1, 2]), 'd.dcm': { position: [0, 0, 3], orientation: [1, 0, 0, 0, 0, -1] } },
      'SERIES_IRREGULAR',
      'mixes 2 orientations',
      ['d'],
    ],
    [
      'mixed pixel formats',
      { ...stack([0, 1, 2]), 'd.dcm': { position: [0, 0, 3], isSigned: false } },
      'SERIES_IRREGULAR',
      'mixes 2 pixel formats',
      ['d'],
    ],
    [
      'mixed spacings',
      { ...stack([0, 1, 2]), 'd.dcm': { position: [0, 0, 3], pixelSpacing: [1, 2] } },
      'SERIES_IRREGULAR',
      'mixes 2 pixel spacings',
      ['d'],
    ],
    [
      'two echoes',
      {
        ...stack([0, 1], { echo: 1 }),
        'c.dcm': { echo: 2, sopInstance: '1.9.1' },
        'd.dcm': { echo: 2, position: [0, 0, 1], sopInstance: '1.9.2' },
      },
      'FORMAT_UNSUPPORTED',
      '2 images at each of its 2 slice positions, told apart by echo number',
      ['a', 'b', 'c', 'd'],
    ],
    [
      'a slice twice',
      { ...stack([0, 1, 2]), 'd.dcm': { position: [0, 0, 2], sopInstance: '1.9' } },
      'SERIES_IRREGULAR',
      '1 of its 3 slice positions',
      ['c', 'd'],
    ],
    [
      'the same file twice',
      { ...stack([0, 1]), 'c.dcm': { position: [0, 0, 1] } },
      'SERIES_IRREGULAR',
      'more than once',
      ['b', 'c'],
    ],
    [
      'a scout',
      stack([0, 1], { imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER' }),
      'FORMAT_UNSUPPORTED',
      'a localizer',
      ['a', 'b'],
    ],
    [
      'colour',
      stack([0, 1], { photometric: 'RGB', samplesPerPixel: 3 }),
      'FORMAT_UNSUPPORTED',
      'in colour (RGB)',
      ['a', 'b'],
    ],
    [
      'an unknown syntax',
      stack([0, 1], { transferSyntax: '1.2.840.10008.1.2.4.92' }),
      'FORMAT_UNSUPPORTED',
      'JPEG 2000 Part 2',
      ['a', 'b'],
    ],
    [
      'a segmentation',
      stack([0, 1], { sopClass: '1.2.840.10008.5.1.4.1.1.66.4' }),
      'FORMAT_UNSUPPORTED',
      'a segmentation (SEG)',
      ['a', 'b'],
    ],
  ])('%s', async (_, files, code, reason, about) => {
    const error = await refusal(files)
    expect(error).toMatchObject({ code, message: expect.stringContaining(reason) })
    expect(error.message).toMatch(/^Series 7 \(CT, \d files\) in /)
    expect(error.message).not.toContain('Doe')
    expect(error.details.files.map((path) => path.split(/[\\/]/).at(-1))).toEqual(about.map((name) => `${name}.dcm`))
  })

  it('a slice without position', async () => {
    const error = await refusal({ ...stack([0, 1]), 'c.dcm': { position: null } })
    expect(error).toMatchObject({
      code: 'GEOMETRY_MISSING',
      message: expect.stringContaining('Image Position (Patient)'),
    })
  })

  it('a copy with fewer slices is no volume of its own; complete copies are two', async () => {
    const [a, b, c] = Object.values(stack([0, 1, 2]))
    const partial = folderOf({ 'x/1': a, 'x/2': b, 'x/3': c, 'y/1': a, 'y/2': b })
    await expect(readVolume({ path: partial })).rejects.toMatchObject({ code: 'SERIES_IRREGULAR' })
    const complete = folderOf({ 'x/1': a, 'x/2': b, 'y/1': a, 'y/2': b })
    await expect(readVolume({ path: complete })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect((await readVolume({ path: join(complete, 'y') })).volume.geometry.size).toEqual([2, 2, 2])
  })
})
