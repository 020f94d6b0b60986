import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { LabelMap } from '../../../../src-main/domain/labels/LabelMap'
import { affineOf, type Direction, type Geometry } from '../../../../src-main/domain/volume/geometry'
import type { Volume } from '../../../../src-main/domain/volume/Volume'
import { writeError } from '../../../../src-main/io/files/fileErrors'
import { refuseOverwritingInput } from '../../../../src-main/io/files/refuseOverwritingInput'
import { readLabelMap } from '../../../../src-main/io/formats/readLabelMap'
import { readVolume } from '../../../../src-main/io/formats/readVolume'
import { writeLabelMap } from '../../../../src-main/io/formats/writeLabelMap'
import { writeVolume } from '../../../../src-main/io/formats/writeVolume'
import readByNibabel from '../../../fixtures/nifti/writtenByUs.json'
import { temporaryPaths } from '../../../support/temporaryPaths'

const inFolder = temporaryPaths()

/** Rows of a rotation by `degrees` about an axis, times an optional flip of the k axis. */
function turn(axis: 0 | 1 | 2, degrees: number, flip = 1): Direction {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const about = {
    0: [1, 0, 0, 0, c, -s, 0, s, c],
    1: [c, 0, s, 0, 1, 0, -s, 0, c],
    2: [c, -s, 0, s, c, 0, 0, 0, 1],
  }[axis]
  return about.map((value, at) => (at % 3 === 2 ? value * flip : value)) as unknown as Direction
}

const geometry = (direction: Direction): Geometry => ({
  size: [2, 3, 4],
  spacingMm: [0.5, 1.25, 3],
  originMm: [-12.5, 40, 7.75],
  direction,
})

const written: Record<string, { volume: Volume; isLabelMap: boolean }> = {
  'identity_label.nii': {
    volume: { data: Uint8Array.from({ length: 24 }, (_, n) => (n < 20 ? n : 255)), geometry: geometry(turn(2, 0)) },
    isLabelMap: true,
  },
  'oblique_float32.nii': {
    volume: { data: Float32Array.from({ length: 24 }, (_, n) => n / 8 - 1), geometry: geometry(turn(0, 17)) },
    isLabelMap: false,
  },
  'lefthanded_int16.nii': {
    volume: { data: Int16Array.from({ length: 24 }, (_, n) => n * 100 - 1024), geometry: geometry(turn(1, -130, -1)) },
    isLabelMap: false,
  },
  'halfturn_float64.nii': {
    volume: { data: Float64Array.from({ length: 24 }, (_, n) => n / 3), geometry: geometry(turn(2, 180)) },
    isLabelMap: false,
  },
}

async function write(path: string, { volume, isLabelMap }: { volume: Volume; isLabelMap: boolean }): Promise<void> {
  if (isLabelMap) await writeLabelMap({ path, labelMap: volume as LabelMap })
  else await writeVolume({ path, volume })
}

describe('what is written', () => {
  // test/fixtures/nifti/readWritten.py made the fixture from these very files; SLICEWRIGHT_KEEP_WRITTEN names a folder to keep them.
  it.each(Object.entries(written))(
    '%s is, byte for byte, the file that nibabel 5.4.2 read right',
    async (name, content) => {
      const keep = process.env['SLICEWRIGHT_KEEP_WRITTEN']
      const path = keep === undefined ? inFolder(name) : `${keep}/${name}`
      await write(path, content)
      const nibabel = readByNibabel[name as keyof typeof readByNibabel]
      expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(nibabel.sha256)
      const { volume } = content
      const ras = affineOf(volume.geometry).map((value, at) => (at < 8 ? -value : value))
      for (const affine of [nibabel.sform, nibabel.qform])
        affine.flat().forEach((value, at) => expect(value).toBeCloseTo(ras[at], 5))
      expect([nibabel.sformCode, nibabel.qformCode]).toEqual([1, 1])
      nibabel.values.forEach((value, at) => expect(value).toBeCloseTo(volume.data[at], 12))
    },
  )

  it.each(Object.entries(written))('%s comes back as it was, plain and compressed', async (name, content) => {
    for (const ending of ['', '.gz']) {
      const path = inFolder(`${name}${ending}`)
      await write(path, content)
      const { volume, warnings } = await readVolume({ path })
      expect(volume.data).toEqual(content.volume.data)
      expect(volume.geometry.size).toEqual([2, 3, 4])
      affineOf(volume.geometry).forEach((value, at) =>
        expect(value).toBeCloseTo(affineOf(content.volume.geometry)[at], 5),
      )
      expect(warnings).toEqual([])
    }
  })

  const directions: [string, Direction][] = ([0, 1, 2] as const).flatMap((axis) =>
    [0, 30, 90, 135, 179.99, 180, 180.01, 270].flatMap((degrees) =>
      [1, -1].map((flip): [string, Direction] => [
        `${degrees}° about ${axis}, flip ${flip}`,
        turn(axis, degrees, flip),
      ]),
    ),
  )
  it.each(directions)('the qform alone gives the same grid: %s', async (_, direction) => {
    const path = inFolder('qform.nii')
    await writeVolume({ path, volume: { data: new Uint8Array(24), geometry: geometry(direction) } })
    const bytes = readFileSync(path)
    bytes.writeInt16LE(0, 254)
    writeFileSync(path, bytes)
    const found = affineOf((await readVolume({ path })).volume.geometry)
    affineOf(geometry(direction)).forEach((value, at) => expect(found[at]).toBeCloseTo(value, 4))
  })

  it('gives the same bytes each time, with no time and no operating system in the gzip header', async () => {
    const [first, second] = ['first.nii.gz', 'second.nii.gz'].map(inFolder)
    for (const path of [first, second]) await write(path, written['identity_label.nii'])
    const bytes = readFileSync(first)
    expect(bytes.equals(readFileSync(second))).toBe(true)
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
    expect(gunzipSync(bytes)).toHaveLength(352 + 24)
  })

  it('keeps 255 as not annotated', async () => {
    const path = inFolder('sparse.nii.gz')
    const labelMap: LabelMap = {
      data: Uint8Array.of(0, 1, 255, 254),
      geometry: { ...geometry(turn(2, 0)), size: [2, 2, 1] },
    }
    await writeLabelMap({ path, labelMap })
    expect((await readLabelMap({ path, expects: 'sparse' })).labelMap.data).toEqual(labelMap.data)
    await expect(readLabelMap({ path, expects: 'dense' })).rejects.toMatchObject({ code: 'LABEL_RESERVED_VALUE' })
  })

  it('writes a sheared grid with an sform only', async () => {
    const path = inFolder('sheared.nii')
    const sheared = geometry([1, 0, 0, 0, 1, 0.6, 0, 0, 0.8])
    await writeVolume({ path, volume: { data: new Uint8Array(24), geometry: sheared } })
    const { volume, warnings } = await readVolume({ path })
    affineOf(sheared).forEach((value, at) => expect(affineOf(volume.geometry)[at]).toBeCloseTo(value, 5))
    expect(warnings.map(({ code }) => code)).toEqual(['GEOMETRY_SHEARED'])
    expect(readFileSync(path).readInt16LE(252)).toBe(0)
  })
})

describe('what cannot be written', () => {
  const content = written['identity_label.nii']

  it('leaves the old file and no litter where writing fails', async () => {
    mkdirSync(inFolder('taken'))
    mkdirSync(inFolder('taken/label.nii'))
    await expect(write(inFolder('taken/label.nii'), content)).rejects.toMatchObject({ code: 'WRITE_FAILED' })
    expect(readdirSync(inFolder('taken'))).toEqual(['label.nii'])
  })

  it('names a missing folder and an unknown ending', async () => {
    await expect(write(inFolder('nowhere/label.nii'), content)).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: expect.stringContaining('its folder does not exist'),
    })
    await expect(write(inFolder('label.mha'), content)).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED' })
    const long = {
      data: new Uint8Array(40_000),
      geometry: { ...content.volume.geometry, size: [40_000, 1, 1] as const },
    }
    await expect(writeVolume({ path: inFolder('long.nii'), volume: long })).rejects.toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
    })
  })

  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EROFS', 'WRITE_FAILED'],
    ['EACCES', 'WRITE_FAILED'],
    ['EIO', 'WRITE_FAILED'],
  ])('%s is %s', (systemCode, code) => {
    expect(writeError(Object.assign(new Error('no'), { code: systemCode }), 'label.nii')).toMatchObject({ code })
  })

  it('never overwrites an input, whatever it is called', async () => {
    writeFileSync(inFolder('input.nii'), 'x')
    symlinkSync(inFolder('input.nii'), inFolder('alias.nii'))
    const inputs = [inFolder('other.nii'), inFolder('input.nii')]
    for (const output of ['input.nii', 'alias.nii'].map(inFolder))
      await expect(refuseOverwritingInput({ output, inputs })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
    await refuseOverwritingInput({ output: inFolder('new.nii'), inputs })
  })
})
