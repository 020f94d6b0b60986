import { describe, expect, it, vi } from 'vitest'
import type { GridVolume } from '../../../src-renderer/viewer/GridVolume'
import { UploadQueue } from '../../../src-renderer/viewer/UploadQueue'

/** A grid that remembers which of its k-slices were sent. */
function gridOf(sent: number[]): GridVolume {
  const grid = { sliceByteLength: 100, uploadSlice: (k: number) => sent.push(k) > 0 }
  return grid as unknown as GridVolume
}

const nextFrames = () => new Promise((resolve) => setTimeout(resolve, 60))

describe('UploadQueue', () => {
  it('sends what is nearest to the slice looked at first, and says when all is sent', async () => {
    const sent: number[] = []
    const onSent = vi.fn()
    const queue = new UploadQueue({ focusSlice: () => 3, onSent })
    queue.add(gridOf(sent), [0, 1, 2, 3, 4])
    await nextFrames()
    expect(sent).toEqual([3, 2, 4, 1, 0])
    expect(onSent).toHaveBeenLastCalledWith(new Set(sent), true)
  })

  it('sends nothing of a grid that was dropped, whose texture is gone', async () => {
    const [kept, dropped]: [number[], number[]] = [[], []]
    const grid = gridOf(dropped)
    const queue = new UploadQueue({ focusSlice: () => 0, onSent: () => {} })
    queue.add(grid, [0, 1])
    queue.add(gridOf(kept), [2])
    queue.drop(grid)
    await nextFrames()
    expect([kept, dropped]).toEqual([[2], []])
  })

  it('sends nothing once it was disposed of, neither what waited nor what comes after', async () => {
    const sent: number[] = []
    const onSent = vi.fn()
    const queue = new UploadQueue({ focusSlice: () => 0, onSent })
    queue.add(gridOf(sent), [0])
    queue.dispose()
    queue.add(gridOf(sent), [1])
    await nextFrames()
    expect(sent).toEqual([])
    expect(onSent).not.toHaveBeenCalled()
  })
})
