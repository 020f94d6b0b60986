import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { LabelLayerInfo } from '../../../../src-main/contract/volumes'
import { engineSession } from '../../../support/engineSession'
import { writeImage, writeLabels } from '../../../support/exampleDataset'
import { temporaryFolder } from '../../../support/temporaryFolder'

const signal = new AbortController().signal

/** Five slices of 4 × 3 voxels with one target voxel each, at the same place. */
async function plannedCase() {
  const session = engineSession()
  const { client, finished } = session
  const root = temporaryFolder()
  const workspace = join(root, 'workspace')
  const geometry = { size: [4, 3, 5] as const }
  await writeImage(join(root, 'data', 'images', 'a.nii.gz'), { geometry })
  const labels = Array.from({ length: 60 }, (_, n) => Number(n % 12 === 5))
  await writeLabels(join(root, 'data', 'labels', 'a.nii.gz'), { labels, geometry })
  await finished(await client.studies.import({ folder: join(root, 'data'), workspace }))
  const { planId } = await client.plans.freeze({
    workspace,
    name: 'two slices',
    dataset: 'data',
    budget: { kind: 'slices', sliceTotal: 2, volumeCount: null },
    policy: 'fixed-interval',
  })
  await finished(await client.plans.takeImported({ workspace, planId }))
  const open = async (withPlan = true) => client.volumes.open({ workspace, caseId: 'a', ...(withPlan && { planId }) })
  const read = async (layer: LabelLayerInfo | undefined) => [
    ...(await session.engine.readBulk({ path: layer!.voxels.url, signal })),
  ]
  return { ...session, workspace, planId, open, read }
}

it('opens the working label map of a plan, and the suggestion once there is one', async () => {
  const { client, finished, workspace, planId, open, read } = await plannedCase()
  expect((await open(false)).layers.map(({ kind }) => kind)).toEqual(['imported'])
  const before = await open()
  expect(before.layers.map(({ kind }) => kind)).toEqual(['imported', 'working'])
  // Of five slices, the fixed interval takes the second and the fourth.
  expect(before.layers[1]).toMatchObject({ annotatedSliceIndices: [1, 3], classes: [{ label: 1, name: 'Class 1' }] })
  const targets = (labels: number[]) => labels.flatMap((label, at) => (label === 0 ? [] : [at]))
  expect(targets(await read(before.layers[1]))).toEqual([12 + 5, 36 + 5])

  await finished(await client.propagation.start({ workspace, planId, caseIds: ['a'], method: 'nearest' }))
  const after = await open()
  expect(after.layers[2]).toMatchObject({ layerId: 'suggestion', annotatedSliceIndices: [0, 2, 4] })
  expect(targets(await read(after.layers[2]))).toEqual([5, 24 + 5, 48 + 5])

  // A path that was handed out shows what is decided later, and survives closing.
  await client.volumes.close({ workspace, caseId: 'a' })
  await client.review.decide({ workspace, planId, caseIds: ['a'], sliceIndices: [2], decision: 'accepted' })
  expect(targets(await read(before.layers[1]))).toEqual([12 + 5, 24 + 5, 36 + 5])
  expect(targets(await read(after.layers[2]))).toEqual([5, 48 + 5])
})

it('says so where there is no such plan', async () => {
  const { client, workspace } = await plannedCase()
  await expect(client.volumes.open({ workspace, caseId: 'a', planId: 'plan-0' })).rejects.toMatchObject({
    data: { code: 'UNKNOWN_ID' },
  })
})
