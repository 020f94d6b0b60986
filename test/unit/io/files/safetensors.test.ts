import { describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '../../../../src-main/io/files/safetensors'

const arrays = {
  weights: { shape: [2, 1], data: Float32Array.of(1.5, -2) },
  scalar: { shape: [], data: Float32Array.of(Math.PI) },
}
const bytes = encodeSafetensors({ arrays, metadata: { position: '{"step":3}' } })

describe('safetensors', () => {
  it('lays the file out as the format says: length, JSON, numbers in little endian', () => {
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as unknown
    expect(header).toEqual({
      __metadata__: { position: '{"step":3}' },
      weights: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
      scalar: { dtype: 'F32', shape: [], data_offsets: [8, 12] },
    })
    expect(headerLength % 8).toBe(0)
    expect([...bytes.subarray(8 + headerLength, 8 + headerLength + 4)]).toEqual([0, 0, 0xc0, 0x3f])
    expect(bytes.length).toBe(8 + headerLength + 12)
  })

  it('reads what it wrote, also from the middle of a shared buffer', () => {
    expect(decodeSafetensors(bytes)).toEqual({ arrays, metadata: { position: '{"step":3}' } })
    expect(decodeSafetensors(Buffer.concat([Buffer.alloc(3), bytes]).subarray(3))).toEqual(decodeSafetensors(bytes))
  })

  it('refuses a file that was cut off anywhere', () => {
    for (const length of [0, 7, 20, bytes.length - 1])
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow()
  })
})
