import { truncateSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../../src-main/domain/errors'
import { readVolume, readVolumeHeader } from '../../../../src-main/io/formats/readVolume'
import { bytesOf, niftiBytes, type NiftiFields } from '../../../support/niftiBytes'
import { temporaryPaths } from '../../../support/temporaryPaths'

const inFolder = temporaryPaths()
let fileCount = 0

function fileOf(bytes: Uint8Array, ending = '.nii'): string {
  const path = inFolder(`volume${++fileCount}${ending}`)
  writeFileSync(path, bytes)
  return path
}

const read = (fields: NiftiFields) => readVolume({ path: fileOf(niftiBytes(fields)) })
const codesOf = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code)
const sform = { code: 1, rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }
const int16 = { dimensions: [3, 1, 1], datatype: 4, sform, voxels: bytesOf(Int16Array.of(-2, 0, 1500)) }

describe('scl_slope and scl_inter', () => {
  it.each([
    ['slope 0: no scaling, whatever the intercept', 0, 7, Int16Array.of(-2, 0, 1500)],
    ['slope NaN: no scaling', Number.NaN, 7, Int16Array.of(-2, 0, 1500)],
    ['slope infinite: no scaling', Number.POSITIVE_INFINITY, 7, Int16Array.of(-2, 0, 1500)],
    ['slope 1, intercept 0: integers stay integers', 1, 0, Int16Array.of(-2, 0, 1500)],
    ['slope 1, intercept −1024', 1, -1024, Float32Array.of(-1026, -1024, 476)],
    ['slope without intercept', 0.5, 0, Float32Array.of(-1, 0, 750)],
    ['slope and intercept', 2, 10, Float32Array.of(6, 10, 3010)],
    ['negative slope', -1, 0, Float32Array.of(2, 0, -1500)],
    ['an intercept that is no number counts as 0', 2, Number.NaN, Float32Array.of(-4, 0, 3000)],
  ])('%s', async (_, slope, intercept, expected) => {
    const { volume, warnings } = await read({ ...int16, slope, intercept })
    expect(volume.data.constructor).toBe(expected.constructor)
    expect([...volume.data].map((value) => value + 0)).toEqual([...expected])
    expect(codesOf(warnings)).toEqual(Number.isNaN(intercept) ? ['SCALING_INVALID'] : [])
  })

  it('takes float64 where float32 would merge neighbouring stored values', async () => {
    const int32 = { dimensions: [2, 1, 1], datatype: 8, sform, voxels: bytesOf(Int32Array.of(16777216, 16777217)) }
    expect((await read({ ...int32, slope: 2 })).volume.data).toEqual(Float64Array.of(33554432, 33554434))
    // 16 bits on top of an intercept of 2^26: steps of 1 are below float32's precision there.
    const offset = { ...int16, dimensions: [2, 1, 1], slope: 1, intercept: 67108864 }
    const { volume } = await read({ ...offset, voxels: bytesOf(Int16Array.of(0, 1)) })
    expect(volume.data).toEqual(Float64Array.of(67108864, 67108865))
  })

  it('scales floats too', async () => {
    const float32 = { dimensions: [2, 1, 1], datatype: 16, sform, voxels: bytesOf(Float32Array.of(1.5, -2)) }
    expect((await read({ ...float32, slope: 2, intercept: 1 })).volume.data).toEqual(Float32Array.of(4, -3))
  })
})

describe('stored types', () => {
  const cases: [string, number, ArrayBufferView & { length: number }, readonly number[]][] = [
    ['int8', 256, Int8Array.of(-128, 127), [-128, 127]],
    ['uint8', 2, Uint8Array.of(0, 255), [0, 255]],
    ['int16', 4, Int16Array.of(-32768, 32767), [-32768, 32767]],
    ['uint16', 512, Uint16Array.of(1, 65535), [1, 65535]],
    ['int32', 8, Int32Array.of(-2147483648, 5), [-2147483648, 5]],
    ['uint32', 768, Uint32Array.of(4294967295, 6), [4294967295, 6]],
    ['float32', 16, Float32Array.of(0.1, -3), [Math.fround(0.1), -3]],
    ['float64', 64, Float64Array.of(0.1, 1e300), [0.1, 1e300]],
    ['int64', 1024, BigInt64Array.of(-3n, 4n), [-3, 4]],
    ['uint64', 1280, BigUint64Array.of(3n, 4294967295n), [3, 4294967295]],
    ['int64', 1024, BigInt64Array.of(-1n, 9007199254740991n), [-1, 9007199254740991]],
  ]
  it.each(cases)('%s, both byte orders, NIfTI-1 and 2', async (name, datatype, values, expected) => {
    for (const version of [1, 2] as const)
      for (const isLittleEndian of [true, false]) {
        const voxels = Buffer.from(bytesOf(values))
        const size = voxels.length / 2
        if (!isLittleEndian) for (const at of [0, size]) voxels.subarray(at, at + size).reverse()
        const { volume, facts } = await read({
          version,
          isLittleEndian,
          dimensions: [2, 1, 1],
          datatype,
          sform,
          voxels,
        })
        expect([...volume.data]).toEqual(expected)
        expect(facts).toMatchObject({ dtype: name, format: 'nifti', channelCount: 1 })
      }
  })

  it('keeps 64-bit integers as the smallest type that holds them', async () => {
    const of = async (values: BigInt64Array) =>
      (await read({ dimensions: [1, 1, 1], datatype: 1024, sform, voxels: bytesOf(values) })).volume.data.constructor
    expect(await of(BigInt64Array.of(-5n))).toBe(Int32Array)
    expect(await of(BigInt64Array.of(3000000000n))).toBe(Uint32Array)
    expect(await of(BigInt64Array.of(-3000000000n))).toBe(Float64Array)
  })

  it.each([
    ['complex64', 32, 8],
    ['RGB24', 128, 3],
    ['float128', 1536, 16],
    ['RGBA32', 2304, 4],
    ['unknown type 77', 77, 4],
  ])('refuses %s by name', async (name, datatype, size) => {
    const found = read({ dimensions: [1, 1, 1], datatype, sform, voxels: new Uint8Array(size) })
    await expect(found).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED', message: expect.stringContaining(name) })
  })

  it('refuses 64-bit integers that a number cannot hold', async () => {
    const voxels = bytesOf(BigInt64Array.of(9007199254740994n))
    await expect(read({ dimensions: [1, 1, 1], datatype: 1024, sform, voxels })).rejects.toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
    })
  })
})

describe('axes beyond the third', () => {
  const fourD = { dimensions: [2, 1, 1, 3], datatype: 2, sform, voxels: Uint8Array.of(1, 2, 3, 4, 5, 6) }

  it.each([
    [0, [1, 2]],
    [2, [5, 6]],
  ])('reads channel %i', async (channel, expected) => {
    for (const ending of ['.nii', '.nii.gz']) {
      const bytes = niftiBytes(fourD)
      const path = fileOf(ending === '.nii' ? bytes : gzipSync(bytes), ending)
      expect([...(await readVolume({ path, channel })).volume.data]).toEqual(expected)
    }
  })

  it('wants a channel and says how many there are', async () => {
    await expect(read(fourD)).rejects.toMatchObject({
      code: 'CHANNEL_REQUIRED',
      message: expect.stringContaining('3 volumes'),
      details: { channelCount: 3 },
    })
    const path = fileOf(niftiBytes(fourD))
    await expect(readVolume({ path, channel: 3 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await readVolumeHeader({ path })).toMatchObject({ channelCount: 3, geometry: { size: [2, 1, 1] } })
  })

  it('reads trailing axes of length 1, one long fifth axis, and refuses two long ones', async () => {
    expect((await read({ ...fourD, dimensions: [2, 3, 1, 1, 1] })).volume.geometry.size).toEqual([2, 3, 1])
    const fifth = fileOf(niftiBytes({ ...fourD, dimensions: [2, 1, 1, 1, 3] }))
    expect([...(await readVolume({ path: fifth, channel: 1 })).volume.data]).toEqual([3, 4])
    await expect(read({ ...fourD, dimensions: [1, 1, 1, 2, 3] })).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED' })
  })

  it('reads a single slice as one', async () => {
    expect((await read({ ...fourD, dimensions: [2, 3] })).volume.geometry.size).toEqual([2, 3, 1])
  })
})

describe('orientation', () => {
  const grid = { dimensions: [1, 1, 1], datatype: 2, pixdim: [1, 2, 3, 4], voxels: Uint8Array.of(7) }
  /** A quarter turn about z: i runs along +y, j along −x (RAS). */
  const qform = { code: 1, quaternion: [0, 0, Math.SQRT1_2], offset: [10, 20, 30] }

  it('takes the sform if its code is above 0, in LPS', async () => {
    const rows = [0, 3, 0, -5, 2, 0, 0, 6, 0, 0, 4, 7]
    const { volume, warnings } = await read({ ...grid, sform: { code: 2, rows } })
    expect(volume.geometry).toEqual({
      size: [1, 1, 1],
      spacingMm: [2, 3, 4],
      originMm: [5, -6, 7],
      direction: [0, -1, 0, -1, 0, 0, 0, 0, 1],
    })
    expect(warnings).toEqual([])
  })

  it('takes the qform otherwise; pixdim[0] = −1 flips the k axis', async () => {
    const { geometry } = (await read({ ...grid, qform })).volume
    expect(geometry.originMm).toEqual([-10, -20, 30])
    geometry.spacingMm.forEach((length, axis) => expect(length).toBeCloseTo([2, 3, 4][axis], 6))
    const near = [0, 1, 0, -1, 0, 0, 0, 0, 1]
    geometry.direction.forEach((value, at) => expect(value).toBeCloseTo(near[at], 6))
    const flipped = (await read({ ...grid, qform, pixdim: [-1, 2, 3, 4] })).volume.geometry.direction
    expect(flipped[8]).toBeCloseTo(-1, 6)
  })

  it('assumes axes along RAS and origin 0 if there is neither (method 1), and says so', async () => {
    const { volume, warnings } = await read(grid)
    expect(volume.geometry).toEqual({
      size: [1, 1, 1],
      spacingMm: [2, 3, 4],
      originMm: [0, 0, 0],
      direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
    })
    expect(codesOf(warnings)).toEqual(['NO_ORIENTATION'])
  })

  it('warns of an sform and a qform that differ by more than 1e-3', async () => {
    const rows = (shift: number) => [0, -3, 0, 10 + shift, 2, 0, 0, 20, 0, 0, 4, 30]
    const warningsFor = async (shift: number) =>
      codesOf((await read({ ...grid, qform, sform: { code: 1, rows: rows(shift) } })).warnings)
    expect(await warningsFor(0.0005)).toEqual([])
    expect(await warningsFor(0.01)).toEqual(['SFORM_QFORM_DIFFER'])
  })

  it('warns of a sheared grid', async () => {
    const { warnings } = await read({ ...grid, sform: { code: 1, rows: [1, 0, 0, 0, 0, 1, 0.3, 0, 0, 0, 1, 0] } })
    expect(codesOf(warnings)).toEqual(['GEOMETRY_SHEARED'])
  })

  it('falls back from an sform of zeros, and from missing spacing', async () => {
    const zeros = { code: 1, rows: new Array<number>(12).fill(0) }
    const fallback = await read({ ...grid, qform, sform: zeros })
    expect(codesOf(fallback.warnings)).toEqual(['ORIENTATION_UNUSABLE'])
    expect(fallback.volume.geometry.originMm).toEqual([-10, -20, 30])
    const noSpacing = await read({ ...grid, pixdim: [1, 0, 3, Number.NaN] })
    expect(noSpacing.volume.geometry.spacingMm).toEqual([1, 3, 1])
    expect(codesOf(noSpacing.warnings)).toEqual(['SPACING_MISSING', 'NO_ORIENTATION'])
  })

  it('converts metres to millimetres', async () => {
    const rows = [0.002, 0, 0, 0.01, 0, 0.002, 0, 0, 0, 0, 0.002, 0]
    const { volume, warnings } = await read({ ...grid, spaceUnit: 1, sform: { code: 1, rows } })
    expect(volume.geometry.spacingMm[0]).toBeCloseTo(2, 5)
    expect(volume.geometry.originMm[0]).toBeCloseTo(-10, 5)
    expect(codesOf(warnings)).toEqual(['UNITS_NOT_MM'])
  })
})

describe('files as they come', () => {
  it('skips header extensions', async () => {
    expect([...(await read({ ...int16, extensionBytes: 32 })).volume.data]).toEqual([-2, 0, 1500])
  })

  it('goes by the bytes, not the name: gzip called .nii, plain called .nii.gz, several gzip members', async () => {
    const bytes = niftiBytes(int16)
    const files = [
      fileOf(gzipSync(bytes), '.nii'),
      fileOf(bytes, '.nii.gz'),
      fileOf(Buffer.concat([gzipSync(bytes.subarray(0, 100)), gzipSync(bytes.subarray(100))]), '.nii.gz'),
    ]
    for (const path of files) expect([...(await readVolume({ path })).volume.data]).toEqual([-2, 0, 1500])
  })

  it('counts voxels that are not finite and leaves them out of the range', async () => {
    const voxels = bytesOf(Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY, 3, -1))
    const { facts, warnings } = await read({ dimensions: [4, 1, 1], datatype: 16, sform, voxels })
    expect(facts).toMatchObject({ nonFiniteVoxelCount: 2, valueRange: [-1, 3] })
    expect(codesOf(warnings)).toEqual(['VOXELS_NOT_FINITE'])
    const none = await read({ dimensions: [1, 1, 1], datatype: 16, sform, voxels: voxels.slice(0, 4) })
    expect(none.facts.valueRange).toBeNull()
  })

  const big = niftiBytes({ dimensions: [50, 50, 20], datatype: 2, sform, voxels: noise(50_000) })
  const truncatedGzip = () => {
    const path = fileOf(gzipSync(big), '.nii.gz')
    truncateSync(path, 30_000)
    return path
  }
  const damagedGzip = () => {
    const bytes = gzipSync(big)
    bytes[20_000] ^= 0xff
    return fileOf(bytes, '.nii.gz')
  }
  const cases: [string, () => string, ErrorCode][] = [
    ['a missing file', () => inFolder('nothing.nii'), 'FILE_NOT_FOUND'],
    ['a folder without images', () => inFolder('.'), 'FORMAT_UNKNOWN'],
    ['an empty file', () => fileOf(new Uint8Array(0)), 'FILE_EMPTY'],
    ['gzip of nothing', () => fileOf(gzipSync(new Uint8Array(0)), '.nii.gz'), 'FILE_EMPTY'],
    ['text', () => fileOf(Buffer.from('I am no image.')), 'FORMAT_UNKNOWN'],
    ['the wrong magic', () => fileOf(niftiBytes({ ...int16, magic: 'xyz' })), 'FORMAT_UNKNOWN'],
    ['half a pair', () => fileOf(niftiBytes({ ...int16, magic: 'ni1' }), '.hdr'), 'FORMAT_UNSUPPORTED'],
    ['DICOM without a header', () => fileOf(Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]), '.dcm'), 'FILE_UNREADABLE'],
    ['a truncated gzip', truncatedGzip, 'FILE_TRUNCATED'],
    ['ten bytes of a gzip', () => fileOf(gzipSync(big).subarray(0, 10), '.nii.gz'), 'FILE_TRUNCATED'],
    ['two hundred bytes of a file', () => fileOf(big.subarray(0, 200)), 'FILE_TRUNCATED'],
    ['an Analyze header', () => fileOf(niftiBytes({ ...int16, magic: '' }), '.hdr'), 'FORMAT_UNSUPPORTED'],
    ['a file without magic', () => fileOf(niftiBytes({ ...int16, magic: '' })), 'FORMAT_UNKNOWN'],
    ['a damaged gzip', damagedGzip, 'FILE_UNREADABLE'],
    ['a truncated file', () => fileOf(big.subarray(0, 40_000)), 'FILE_TRUNCATED'],
    ['gzip of a truncated file', () => fileOf(gzipSync(big.subarray(0, 40_000)), '.nii.gz'), 'FILE_TRUNCATED'],
    ['half a NIfTI-2 header', () => fileOf(niftiBytes({ ...int16, version: 2 }).subarray(0, 400)), 'FILE_TRUNCATED'],
    ['a negative dimension', () => fileOf(niftiBytes({ ...int16, dimensions: [3, -1, 1] })), 'FILE_UNREADABLE'],
    ['absurd dimensions', () => fileOf(niftiBytes({ ...int16, dimensions: [32767, 32767, 32767] })), 'FILE_TRUNCATED'],
    [
      'absurd dimensions in gzip',
      () => fileOf(gzipSync(niftiBytes({ ...int16, dimensions: [32767, 32767, 32767] })), '.nii.gz'),
      'FILE_TRUNCATED',
    ],
  ]
  it.each(cases)('refuses %s', async (_, make, code) => {
    await expect(readVolume({ path: make() })).rejects.toMatchObject({ code })
  })

  it('says how much is there and how much should be', async () => {
    await expect(readVolume({ path: fileOf(big.subarray(0, 40_000)) })).rejects.toMatchObject({
      message: expect.stringMatching(/50352 bytes, 40000 are there/),
      details: { expectedBytes: 50_352, foundBytes: 40_000 },
    })
    await expect(readVolume({ path: fileOf(gzipSync(big.subarray(0, 40_000))) })).rejects.toMatchObject({
      details: { expectedBytes: 50_352, foundBytes: 40_000 },
    })
  })

  it('stops when it is told to', async () => {
    const controller = new AbortController()
    controller.abort()
    const reading = readVolume({ path: fileOf(gzipSync(big), '.nii.gz'), signal: controller.signal })
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

/** Bytes that gzip cannot shorten much. */
function noise(count: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length: count }, () => (state = (state * 48271) % 2147483647) & 255)
}
