import { describe, expect, it } from 'vitest'
import { formatLabelMapping, parseLabelMapping } from '../../../../src-main/domain/labels/labelMapping'
import { labelMapOf, type LabelReading } from '../../../../src-main/domain/labels/labelMapOf'
import type { VoxelArray } from '../../../../src-main/domain/volume/Volume'
import { IDENTITY_DIRECTION } from '../../../../src-main/domain/volume/geometry'

function read(data: VoxelArray, reading: LabelReading) {
  const geometry = {
    size: [data.length, 1, 1] as const,
    spacingMm: [1, 1, 1] as const,
    originMm: [0, 0, 0] as const,
    direction: IDENTITY_DIRECTION,
  }
  const { labelMap, mapping } = labelMapOf({ volume: { data, geometry }, what: 'label.nii.gz', ...reading })
  return { labels: [...labelMap.data], mapping: formatLabelMapping(mapping) }
}

const error = (code: string, ...texts: string[]) =>
  expect.objectContaining({ code, message: expect.stringMatching(new RegExp(texts.join('.*'), 's')) })

describe('labelMapOf', () => {
  it.each([
    ['bytes', Uint8Array.of(0, 1, 254), [0, 1, 254]],
    ['integral floats', Float32Array.of(0, 1, 3), [0, 1, 3]],
    ['floats that scaling left beside an integer', Float32Array.of(0, 0.99999994, 2.00002), [0, 1, 2]],
    ['64-bit integers', Float64Array.of(0, 1, 2), [0, 1, 2]],
  ])('loads %s', (_, data, expected) => {
    expect(read(data, { expects: 'dense' }).labels).toEqual(expected)
  })

  it('takes 255 as not annotated in a sparse map, and wants to know what it is in a dense one', () => {
    const data = Uint8Array.of(0, 1, 255)
    expect(read(data, { expects: 'sparse' })).toEqual({ labels: [0, 1, 255], mapping: '0:0,1:1,255:255' })
    expect(() => read(data, { expects: 'dense' })).toThrow(
      error('LABEL_RESERVED_VALUE', '1:1,255:2', '--ignore-value 255'),
    )
    expect(read(data, { expects: 'dense', ignoreValue: 255 }).labels).toEqual([0, 1, 255])
    expect(read(data, { expects: 'dense', mapping: parseLabelMapping('1:1,255:2') }).labels).toEqual([0, 1, 2])
  })

  it('takes another value as not annotated, as in the ACDC scribbles', () => {
    expect(read(Uint8Array.of(0, 3, 4), { expects: 'sparse', ignoreValue: 4 })).toEqual({
      labels: [0, 3, 255],
      mapping: '0:0,3:3,4:255',
    })
    expect(() => read(Uint8Array.of(0, 4, 255), { expects: 'sparse', ignoreValue: 4 })).toThrow(
      error('LABEL_RESERVED_VALUE', '255:1'),
    )
  })

  it('applies a mapping to every value but 0, which may be mapped too', () => {
    const data = Int16Array.of(0, -1, 1001)
    expect(read(data, { expects: 'dense', mapping: parseLabelMapping('-1:255,1001:1') })).toEqual({
      labels: [0, 255, 1],
      mapping: '-1:255,0:0,1001:1',
    })
    expect(read(data, { expects: 'dense', mapping: parseLabelMapping('0:9,-1:0,1001:1') }).labels).toEqual([9, 0, 1])
    expect(() => read(data, { expects: 'dense', mapping: parseLabelMapping('1001:1') })).toThrow(
      error('LABEL_UNEXPECTED_VALUE', 'leaves open: -1\\.'),
    )
  })

  it('refuses codes outside 0–254 with a mapping that would do', () => {
    expect(() => read(Int16Array.of(0, 1, 502, 1001), { expects: 'dense' })).toThrow(
      error('LABEL_RESERVED_VALUE', 'contains 502, 1001', '--map 1:1,502:2,1001:3'),
    )
  })

  it('refuses soft labels with examples', () => {
    expect(() => read(Float32Array.of(0, 0.25, 1, Number.NaN), { expects: 'dense' })).toThrow(
      error('LABEL_NOT_INTEGRAL', '2 of its 4 voxels', '0\\.25, NaN'),
    )
  })

  it('refuses more than 254 classes with the list', () => {
    const data = Int16Array.from({ length: 256 }, (_, n) => n)
    expect(() => read(data, { expects: 'dense' })).toThrow(error('LABEL_TOO_MANY_CLASSES', '255 classes'))
    expect(read(data.subarray(0, 255), { expects: 'dense' }).labels[254]).toBe(254)
  })
})

describe('parseLabelMapping', () => {
  it('reads pairs', () => {
    expect(parseLabelMapping('1:1, 255:1,-4:255')).toEqual([
      { from: 1, to: 1 },
      { from: 255, to: 1 },
      { from: -4, to: 255 },
    ])
  })

  it.each(['', '1', '1:', '1:256', 'a:1', '1:1,1:2', '1:-1', '1.5:1'])('refuses "%s"', (text) => {
    expect(() => parseLabelMapping(text)).toThrow(error('BAD_REQUEST', 'Cannot read the label mapping'))
  })
})
