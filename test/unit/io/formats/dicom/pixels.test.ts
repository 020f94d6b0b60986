import { describe, expect, it } from 'vitest'
import { jpegPrecisionOf } from '../../../../../src-main/io/formats/dicom/codecs/jpegPrecisionOf'
import { decodeRle } from '../../../../../src-main/io/formats/dicom/codecs/decodeRle'
import { packedFrames } from '../../../../../src-main/io/formats/dicom/packedFrames'
import { rescaleVolume } from '../../../../../src-main/io/formats/dicom/rescaleVolume'
import { parseDicomHeader } from '../../../../../src-main/io/formats/dicom/parseDicomHeader'
import { putStoredPixels } from '../../../../../src-main/io/formats/dicom/storedPixels'
import { dicomBytes, type DicomFields } from '../../../../support/dicomBytes'

/** Items (tag FFFE,E000) of an encapsulated element, the offset table first. */
function items(...values: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(values.flatMap((bytes) => [0xfe, 0xff, 0, 0xe0, bytes.length, 0, 0, 0, ...bytes]))
}

describe('packedFrames', () => {
  it('joins the fragments of one frame', () => {
    expect(packedFrames(items([], [1, 2], [3, 4]), 1).map((frame) => [...frame])).toEqual([[1, 2, 3, 4]])
  })

  it('takes one fragment for each frame, or what the offset table says', () => {
    expect(packedFrames(items([], [1, 2], [3, 4]), 2).map((frame) => [...frame])).toEqual([
      [1, 2],
      [3, 4],
    ])
    // The first frame has two fragments of 8 + 2 bytes, so that the second begins at 20.
    const table = [0, 0, 0, 0, 20, 0, 0, 0]
    expect(packedFrames(items(table, [1, 2], [3, 4], [5, 6]), 2).map((frame) => [...frame])).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ])
  })

  it('does not guess', () => {
    expect(() => packedFrames(items([], [1], [2], [3]), 2)).toThrow('2 frames lie in 3 fragments')
    expect(() => packedFrames(items([], [1, 2, 3]).subarray(0, 18), 1)).toThrow('end early')
  })
})

describe('putStoredPixels', () => {
  const stored = (fields: DicomFields, bytes: readonly number[], precision: number | null) => {
    const header = parseDicomHeader('a.dcm', dicomBytes(fields), true)
    if (header === null) throw new Error('The header was not read.')
    const target = new Int32Array(2)
    const bytesPerPixel = bytes.length / 2
    putStoredPixels({ bytes: Uint8Array.from(bytes), bytesPerPixel, precision, pixelCount: 2 }, header, target, 0)
    return [...target]
  }

  it('finds the sign in the highest stored bit', () => {
    expect(stored({ isSigned: true }, [0xff, 0xff, 0x00, 0x80], null)).toEqual([-1, -32768])
    expect(stored({ isSigned: false }, [0xff, 0xff, 0x00, 0x80], null)).toEqual([65535, 32768])
    expect(stored({ bitsAllocated: 8, isSigned: true }, [0xff, 0x7f], null)).toEqual([-1, 127])
  })

  it('where a codec has fewer bits than the header, in the highest of the codec’s', () => {
    expect(stored({ isSigned: true }, [0xff, 0x7f], 8)).toEqual([-1, 127])
    expect(stored({ isSigned: true }, [0xff, 0x0f, 0xff, 0x07], 12)).toEqual([-1, 2047])
  })
})

describe('rescaleVolume', () => {
  const type = (values: ArrayLike<number>, slope: number, intercept: number) => {
    const scaled = rescaleVolume(Int32Array.from(values), [{ slope, intercept }])
    return [scaled.constructor.name, ...scaled]
  }

  it('takes the smallest type that is exact', () => {
    expect(type([0, 40000], 1, -10000)).toEqual(['Int16Array', -10000, 30000])
    expect(type([0, 40000], 1, 0)).toEqual(['Float32Array', 0, 40000])
    expect(type([0, 2 ** 24 + 1], 1, 0)).toEqual(['Int32Array', 0, 16777217])
    expect(type([0, 2 ** 30], 4, 1)).toEqual(['Float64Array', 1, 2 ** 32 + 1])
    expect(type([1, 3], 0.5, 0)).toEqual(['Float32Array', 0.5, 1.5])
    expect(type([1, 3], -1, 0)).toEqual(['Int16Array', -1, -3])
  })
})

describe('codecs', () => {
  it('RLE that ends early is damaged', () => {
    const frame = new Uint8Array(66)
    frame.set([1, 0, 0, 0, 64])
    frame.set([255, 7], 64)
    expect([...decodeRle(frame, 2, 1)]).toEqual([7, 7])
    expect(() => decodeRle(frame, 3, 1)).toThrow('RLE segment 1 ends after 2 of 3 pixels')
    expect(() => decodeRle(frame, 2, 2)).toThrow('1 RLE segments where 2 were expected')
  })

  it('a JPEG says its bits in the frame header, behind other segments', () => {
    expect(jpegPrecisionOf(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 3, 9, 0xff, 0xc1, 0, 11, 12, 0, 2]))).toBe(12)
    expect(jpegPrecisionOf(Uint8Array.from([1, 2, 3, 4, 5, 6, 7]))).toBeNull()
  })
})
