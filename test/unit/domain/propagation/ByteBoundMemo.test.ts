import { describe, expect, it } from 'vitest'
import { ByteBoundMemo } from '../../../../src-main/domain/propagation/ByteBoundMemo'

describe('ByteBoundMemo', () => {
  it('lets go of what was not asked for the longest, as soon as all is too large', () => {
    const made: string[] = []
    const memo = new ByteBoundMemo<string, number>({ limitBytes: 10, bytesOf: (value) => value })
    const ask = (key: string, bytes: number) =>
      memo.get(key, () => {
        made.push(key)
        return bytes
      })
    ask('a', 4)
    ask('b', 4)
    ask('a', 4)
    ask('c', 6)
    ask('a', 4)
    ask('b', 4)
    expect(made).toEqual(['a', 'b', 'c', 'b'])
  })

  it('keeps what is too large alone until something else is asked for', () => {
    let count = 0
    const memo = new ByteBoundMemo<string, number>({ limitBytes: 1, bytesOf: () => 99 })
    const ask = (key: string) => memo.get(key, () => ++count)
    expect([ask('a'), ask('a'), ask('b'), ask('a')]).toEqual([1, 1, 2, 3])
  })
})
