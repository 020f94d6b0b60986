import { expect, it } from 'vitest'
import { SlicewrightError } from '../../../../src-main/domain/errors'
import { VoxelCache } from '../../../../src-main/engine/volumes/VoxelCache'
import type { VoxelStream } from '../../../../src-main/io/formats/VoxelStream'
import { geometryOf } from '../../../support/grids'

/** A stream of two slices of two voxels each, which comes as far as `gates` are opened. */
function gatedStream(gates: readonly Promise<unknown>[] = []): VoxelStream {
  return {
    geometry: geometryOf([2, 1, 2]),
    dtype: 'uint8',
    access: 'ordered',
    async *read() {
      await gates[0]
      yield Uint8Array.of(1, 2)
      await gates[1]
      yield Uint8Array.of(3, 4)
    },
  }
}

const whole = { offsetBytes: 0, lengthBytes: 4 }

it('answers for a slice as soon as it is decoded, before the last one is', async () => {
  const last = Promise.withResolvers<undefined>()
  const voxels = await new VoxelCache().get('a', () => Promise.resolve(gatedStream([Promise.resolve(), last.promise])))
  expect([...(await voxels.read({ offsetBytes: 0, lengthBytes: 2 }))]).toEqual([1, 2])
  const second = voxels.read({ offsetBytes: 2, lengthBytes: 2 })
  last.resolve(undefined)
  expect([...(await second)]).toEqual([3, 4])
})

it('lets go of what was used longest ago when memory runs short, and opens it again', async () => {
  const cache = new VoxelCache({ budgetBytes: 8 })
  const opened: string[] = []
  const get = async (key: string) => {
    const voxels = await cache.get(key, () => {
      opened.push(key)
      return Promise.resolve(gatedStream())
    })
    return voxels.read(whole)
  }
  await get('a')
  await get('b')
  await get('a')
  await get('c')
  expect(cache.heldBytes).toBe(8)
  await get('a')
  expect(opened).toEqual(['a', 'b', 'c'])
  await get('b')
  expect(opened).toEqual(['a', 'b', 'c', 'b'])
})

it('stops waiting when the one who asked goes away', async () => {
  const never = new Promise(() => undefined)
  const voxels = await new VoxelCache().get('a', () => Promise.resolve(gatedStream([never])))
  const controller = new AbortController()
  const waiting = voxels.read({ ...whole, signal: controller.signal })
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
})

it('tells everyone who waits what is wrong with the file, and tries again the next time', async () => {
  const cache = new VoxelCache()
  const broken = new SlicewrightError('FILE_TRUNCATED', 'cut short')
  const failing = await cache.get('a', () => Promise.resolve(gatedStream([Promise.resolve(), Promise.reject(broken)])))
  await expect(failing.read(whole)).rejects.toBe(broken)
  const mended = await cache.get('a', () => Promise.resolve(gatedStream()))
  expect([...(await mended.read(whole))]).toEqual([1, 2, 3, 4])
})
