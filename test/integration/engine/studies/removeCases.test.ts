import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { engineSession } from '../../../support/engineSession'
import { writePairs } from '../../../support/exampleDataset'
import { temporaryFolder } from '../../../support/temporaryFolder'

it('takes cases out with everything the workspace keeps for them, and leaves the images elsewhere', async () => {
  const { client, engine, finished } = engineSession()
  const root = temporaryFolder()
  const [folder, workspace] = [join(root, 'data'), join(root, 'workspace')]
  await writePairs(folder, ['a', 'b'])
  await finished(await client.studies.import({ folder, workspace }))
  const plan = await client.plans.freeze({
    workspace,
    name: 'all',
    dataset: 'data',
    budget: { kind: 'density', densityFraction: 0.5, volumeCount: null },
    policy: 'fixed-interval',
  })
  const { image } = await client.volumes.open({ workspace, caseId: 'a' })

  expect(await client.studies.remove({ workspace, caseIds: ['a', 'never-was'] })).toEqual({ removed: ['a'] })
  expect((await client.studies.list({ workspace })).cases.map(({ caseId }) => caseId)).toEqual(['b'])
  expect(readdirSync(join(workspace, 'labels'))).toEqual(['b.nii.gz'])
  expect(existsSync(join(folder, 'images', 'a.nii.gz'))).toBe(true)
  const { cases } = await client.plans.get({ workspace, planId: plan.planId })
  expect(cases.map(({ caseId }) => caseId)).toEqual(['b'])
  const reading = engine.readBulk({ path: image.url, signal: new AbortController().signal })
  await expect(reading).rejects.toMatchObject({ code: 'UNKNOWN_ID' })
  // It can come back.
  await finished(await client.studies.import({ folder, workspace }))
  expect((await client.studies.list({ workspace })).cases).toHaveLength(2)
})

it('refuses while a job works in the workspace', async () => {
  const { client, engine, finished } = engineSession()
  const root = temporaryFolder()
  const [folder, workspace] = [join(root, 'data'), join(root, 'workspace')]
  await writePairs(folder, ['a'])
  await finished(await client.studies.import({ folder, workspace }))
  const end = Promise.withResolvers<undefined>()
  const jobId = engine.context.jobs.start('experiments.run', 'Experiment one', () => end.promise, { workspace })
  await expect(client.studies.remove({ workspace, caseIds: ['a'] })).rejects.toMatchObject({
    data: { code: 'BAD_REQUEST', message: expect.stringContaining('Experiment one') as string },
  })
  end.resolve(undefined)
  await finished({ jobId })
  expect(await client.studies.remove({ workspace, caseIds: ['a'] })).toEqual({ removed: ['a'] })
})
