import { expect, it } from 'vitest'
import { sliceDescriptors } from '../../../../src-main/catalog/sliceDescriptors'
import { reconstructionDescriber } from '../../../../src-main/compute/descriptors/reconstructionDescriber'
import { thumbnailDescriber } from '../../../../src-main/compute/descriptors/thumbnailDescriber'
import { sli2vol } from '../../../../src-main/compute/propagators/reconstruction/sli2vol'
import { DESCRIPTOR_IDS } from '../../../../src-main/domain/selection/descriptorParams'
import { thumbnailComponents } from '../../../../src-main/domain/selection/descriptors/thumbnailComponents'
import { openNativeBackend } from '../../../support/nativeBackends'
import { movingDisk, texturedCases } from '../../../support/texturedCases'
import { fitContext, smallFit } from '../propagators/reconstruction/smallFit'
import { describerContext } from './describerContext'

const { signal } = new AbortController()

it('lists the ids that the policies accept', () => {
  expect(sliceDescriptors.ids).toEqual(DESCRIPTOR_IDS)
})

it('thumbnails: components within a volume, plain pictures over a data set', async () => {
  const backend = await openNativeBackend('onnx-cpu')
  const { volume } = movingDisk({ side: 16, sliceCount: 60, seed: 1 })
  const within = await thumbnailDescriber.open([], describerContext({ backend }))
  expect(await within.describe({ volume, axis: 'k', signal })).toEqual(thumbnailComponents({ volume, axis: 'k' }))
  const over = await thumbnailDescriber.open([], describerContext({ backend, scope: 'dataset' }))
  expect(await over.describe({ volume, axis: 'k', signal })).toMatchObject({ sliceCount: 60, dimension: 256 })
  await backend.dispose()
})

it('reconstruction: the mean feature of each slice, the same for equal slices, and refuses other models', async () => {
  const backend = await openNativeBackend('onnx-cpu')
  const model = await smallFit(sli2vol, fitContext({ backend }), { stepCount: 2 })
  const describer = await reconstructionDescriber.open([], describerContext({ backend, propagationModel: model }))
  const { volume } = movingDisk({ side: 16, sliceCount: 4, seed: 1 })
  volume.data.copyWithin(3 * 256, 0, 256)
  const found = await describer.describe({ volume, axis: 'k', signal })
  expect(found).toMatchObject({ sliceCount: 4, dimension: 32 })
  const row = (slice: number) => [...found.data.slice(slice * 32, (slice + 1) * 32)]
  expect(row(3)).toEqual(row(0))
  expect(row(1)).not.toEqual(row(0))
  await describer.close()
  const cohort = { ...model, method: 'cohort' }
  await expect(
    reconstructionDescriber.open([], describerContext({ backend, propagationModel: cohort })),
  ).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringContaining('sli2vol or ssa') })
  await backend.dispose()
})

it('does not describe anything once it is cancelled', async () => {
  const backend = await openNativeBackend('onnx-cpu')
  const model = await smallFit(sli2vol, fitContext({ backend }), { stepCount: 1 })
  const describer = await reconstructionDescriber.open([], describerContext({ backend, propagationModel: model }))
  const volume = await texturedCases({ count: 1, side: 16, sliceCount: 4 })[0]!.loadImage()
  await expect(describer.describe({ volume, axis: 'k', signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  await describer.close()
  await backend.dispose()
})
