import { describe, expect, it } from 'vitest'
import { decodeRuns, encodeRuns } from '../../../../src-main/domain/labels/runLengths'
import { SeededRandom } from '../../../../src-main/domain/random/SeededRandom'

describe('encodeRuns', () => {
  it('writes a label and the length of its run', () => {
    expect([...encodeRuns(Uint8Array.of(0, 0, 0, 7, 255, 255))]).toEqual([0, 3, 7, 1, 255, 2])
    // 300 = 2 · 128 + 44: the low part first, its high bit set.
    expect([...encodeRuns(new Uint8Array(300))]).toEqual([0, 128 + 44, 2])
    expect([...encodeRuns(new Uint8Array(0))]).toEqual([])
  })

  it('comes back as it went in', () => {
    const random = SeededRandom.for(3, 'runs')
    for (const length of [1, 127, 128, 4096, 262144]) {
      const labels = Uint8Array.from({ length }, () => 0)
      for (let at = 0; at < length; at += 1 + random.integer(50))
        labels.fill(random.integer(256), at, at + random.integer(300))
      expect(decodeRuns(encodeRuns(labels), length)).toEqual(labels)
    }
  })

  it('refuses runs of another length', () => {
    expect(() => decodeRuns(Uint8Array.of(1, 4), 3)).toThrow('more than 3')
    expect(() => decodeRuns(Uint8Array.of(1, 4), 5)).toThrow('Runs of 4 labels; 5')
  })
})
