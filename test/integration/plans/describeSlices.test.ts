import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { descriptorJobSchema } from '../../../src-main/contract/selection'
import { planWorkspace } from '../../support/planWorkspace'

const REQUEST = {
  dataset: 'squares',
  policy: 'facility-location',
  budget: { kind: 'density', densityFraction: 0.3, volumeCount: null },
  params: { descriptors: 'auto-encoder' },
} as const
const DEVICE = { deviceId: 'onnx-cpu', threads: 1 }

it('says that slices have to be described, describes them in a job, and then previews and freezes with reasons', async () => {
  const { client, workspace, freeze, finished } = await planWorkspace()
  const before = await client.plans.preview({ workspace, ...REQUEST })
  expect(before).toMatchObject({
    cases: [],
    missingDescriptors: { descriptors: 'auto-encoder', describedCount: 0, volumeCount: 3, learnsFromCount: 3 },
  })
  await expect(freeze(REQUEST)).rejects.toThrow(/Describe the slices first/)
  const describe = async () =>
    descriptorJobSchema.parse(await finished(await client.selection.describe({ workspace, ...REQUEST, ...DEVICE })))
  expect(await describe()).toMatchObject({ volumeCount: 3, describedCount: 3 })
  expect(await describe()).toMatchObject({ volumeCount: 3, describedCount: 0 })
  const folder = join(workspace, 'descriptors')
  expect(readdirSync(folder)).toHaveLength(1)
  expect(existsSync(join(folder, readdirSync(folder)[0]!, 'training'))).toBe(true)
  const after = await client.plans.preview({ workspace, ...REQUEST })
  expect(after.missingDescriptors).toBeNull()
  expect(after.cases.map(({ sliceIndices }) => sliceIndices.length)).toEqual([3, 3, 3])
  const plan = await freeze(REQUEST)
  expect(plan.cases.map(({ why }) => why)).toEqual(after.cases.map(({ why }) => why))
  expect(plan.cases[0]!.why).toHaveLength(3)
}, 60_000)

it('chooses over the whole data set, at most so many in a volume, and says that the paper did not', async () => {
  const { client, workspace } = await planWorkspace()
  const params = { scope: 'dataset', maximumPerVolume: 4 }
  const { cases, notes, sliceTotal } = await client.plans.preview({ workspace, ...REQUEST, params })
  expect(sliceTotal).toBe(9)
  expect(Math.max(...cases.map(({ sliceIndices }) => sliceIndices.length))).toBeLessThanOrEqual(4)
  expect(notes.join(' ')).toContain('The paper did not test this')
})

it.each([
  [{ descriptors: 'reconstruction' }, /need a trained propagator/],
  [{ descriptors: 'reconstruction', descriptorModel: 'sli2vol-000000000000' }, /sli2vol-000000000000/],
  [{ descriptors: 'onnx' }, /name the .onnx file/],
  [{ descriptors: 'onnx', descriptorModel: 'model.onnx' }, /absolute path/],
  [{ scope: 'datset' }, /scope/],
])('refuses %j', async (params, message) => {
  const { client, workspace } = await planWorkspace(['a'])
  await expect(client.plans.preview({ workspace, ...REQUEST, params })).rejects.toThrow(message)
})

it('refuses a model outside the folders of a host', async () => {
  const { client, workspace, folder } = await planWorkspace(['a'])
  const { engineSession } = await import('../../support/engineSession')
  const limited = engineSession({ userFolder: null, roots: [folder] })
  const params = { descriptors: 'onnx', descriptorModel: '/etc/hostname' }
  await expect(limited.client.plans.preview({ workspace, ...REQUEST, params })).rejects.toThrow(/not below a folder/)
  await expect(client.plans.preview({ workspace, ...REQUEST, params })).resolves.toMatchObject({ cases: [] })
})
