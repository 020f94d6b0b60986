import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { foldJob, type Job } from '../../../src-main/contract/jobs'
import { createEngine, type EngineClient } from '../../../src-main/engine/createEngine'
import { writeImage, writePairs } from '../../support/exampleDataset'
import { temporaryFolder } from '../../support/temporaryFolder'

function engineWithRoots(roots: string[] | null): EngineClient {
  const engine = createEngine({ userFolder: null, roots })
  onTestFinished(() => engine.close())
  return engine.client
}

async function resultOf(client: EngineClient, { jobId }: { jobId: string }): Promise<unknown> {
  let job: Job | null = null
  for await (const event of await client.jobs.watch({ jobId })) job = foldJob(job, event)
  return job?.result
}

it('tells before an import what it would take, and what lies behind links out of the roots', async () => {
  const root = temporaryFolder()
  const outside = temporaryFolder()
  await writePairs(join(root, 'set'), ['a', 'b'])
  await writeImage(join(outside, 'c.nii.gz'), { seed: 7 })
  symlinkSync(join(outside, 'c.nii.gz'), join(root, 'set', 'images', 'c.nii.gz'))
  const request = { folder: join(root, 'set'), allowUnlabelled: true }

  const free = engineWithRoots(null)
  expect(await resultOf(free, await free.studies.preview(request))).toMatchObject({
    dataset: 'set',
    cases: [{ caseId: 'a', fileCount: 1 }, { caseId: 'b' }, { caseId: 'c', label: null }],
    problems: [],
  })

  const bound = engineWithRoots([root])
  const problems = [{ path: join(root, 'set', 'images', 'c.nii.gz'), code: 'PATH_NOT_ALLOWED' }]
  expect(await resultOf(bound, await bound.studies.preview(request))).toMatchObject({
    cases: [{ caseId: 'a' }, { caseId: 'b' }],
    problems,
  })
  const workspace = join(root, 'workspace')
  expect(await resultOf(bound, await bound.studies.import({ ...request, workspace }))).toMatchObject({
    cases: [{ caseId: 'a' }, { caseId: 'b' }],
    problems,
  })
})

it('imports a single file as a case without labels', async () => {
  const root = temporaryFolder()
  await writeImage(join(root, 'scans', 'knee 7.nii.gz'))
  const client = engineWithRoots([root])
  const workspace = join(root, 'workspace')
  const folder = join(root, 'scans', 'knee 7.nii.gz')
  expect(await resultOf(client, await client.studies.import({ folder, workspace }))).toMatchObject({
    dataset: 'scans',
    cases: [{ status: 'imported', label: null, size: [4, 3, 2], image: folder }],
    problems: [],
  })
})
