import { describe, expect, it } from 'vitest'
import { allocateVoxels, streamingOrder, streamVoxels } from '../../../src-renderer/viewer/streamVoxels'
import { neighbouringKeySlice, viewerAction } from '../../../src-renderer/viewer/viewerKeys'
import type { VolumeSource } from '../../../src-renderer/viewer/viewerTypes'

const press = (key: string, shiftKey = false) =>
  viewerAction({ key, shiftKey, ctrlKey: false, altKey: false, metaKey: false })

describe('streamVoxels', () => {
  const stored = Int16Array.from({ length: 2 * 2 * 5 }, (_, at) => at * 3 - 7)
  const source = (read: VolumeSource['read']): VolumeSource => ({
    volumeId: 'world',
    title: 'world',
    geometry: { size: [2, 2, 5], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    sliceAxis: 'k',
    dtype: 'int16',
    modality: null,
    windows: [{ name: 'all', lowerValue: 0, upperValue: 1 }],
    read,
  })

  it('begins with the wanted slice and goes outwards in turns', () => {
    expect(streamingOrder({ sliceCount: 10, firstSlice: 4, slicesPerChunk: 3 })).toEqual([
      [4, 5],
      [5, 8],
      [1, 4],
      [8, 10],
      [0, 1],
    ])
  })

  it('brings every voxel to its place', async () => {
    const asked: number[] = []
    const from = source(async ({ offsetBytes, lengthBytes }) => {
      asked.push(offsetBytes)
      return stored.buffer.slice(offsetBytes, offsetBytes + lengthBytes)
    })
    const voxels = allocateVoxels(from)
    const arrived: number[] = []
    const { signal } = new AbortController()
    await streamVoxels({
      source: from,
      voxels,
      firstSlice: 2,
      firstShown: () => Promise.resolve(),
      signal,
      onSlices: (low, high) => {
        for (let k = low; k < high; k++) arrived.push(k)
      },
    })
    expect([...voxels]).toEqual([...stored])
    expect(asked[0]).toBe(2 * 4 * 2)
    expect(arrived.toSorted()).toEqual([0, 1, 2, 3, 4])
  })

  it('ends quietly when it is no longer wanted, and says why when it fails', async () => {
    const controller = new AbortController()
    const endless = source(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    )
    const running = streamVoxels({
      source: endless,
      voxels: allocateVoxels(endless),
      firstSlice: 0,
      firstShown: () => Promise.resolve(),
      signal: controller.signal,
      onSlices: () => undefined,
    })
    controller.abort()
    await running
    const broken = source(() => Promise.reject(new Error('no such bytes')))
    const failing = streamVoxels({
      source: broken,
      voxels: allocateVoxels(broken),
      firstSlice: 0,
      firstShown: () => Promise.resolve(),
      signal: new AbortController().signal,
      onSlices: () => undefined,
    })
    await expect(failing).rejects.toThrow('no such bytes')
  })
})

describe('keys of a pane', () => {
  it('scroll, go to ends, choose windows', () => {
    expect(press('ArrowDown')).toEqual({ type: 'scroll', slices: 1 })
    expect(press('End')).toEqual({ type: 'last-slice' })
    expect(press('3')).toEqual({ type: 'window', windowIndex: 2 })
    expect(press('N', true)).toEqual({ type: 'previous-key-slice' })
    expect(press('q')).toBeNull()
    expect(viewerAction({ key: 's', ctrlKey: true, shiftKey: false, altKey: false, metaKey: false })).toBeNull()
  })

  it('go to the nearest key slice in a direction', () => {
    const from = (sliceIndex: number, direction: 1 | -1) =>
      neighbouringKeySlice({ keySliceIndices: [9, 2, 5], sliceIndex, direction })
    expect([from(2, 1), from(5, -1), from(9, 1), from(0, -1)]).toEqual([5, 2, null, null])
  })
})
