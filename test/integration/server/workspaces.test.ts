import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { foldJob, type Job } from '../../../src-main/contract/jobs'
import { createEngine, type EngineClient } from '../../../src-main/engine/createEngine'
import { temporaryFolder } from '../../support/temporaryFolder'

function engineIn(userFolder: string | null, roots: string[] | null = null): EngineClient {
  const engine = createEngine({ userFolder, roots })
  onTestFinished(() => engine.close())
  return engine.client
}

async function finished(client: EngineClient, { jobId }: { jobId: string }): Promise<Job> {
  let job: Job | null = null
  for await (const event of await client.jobs.watch({ jobId })) job = foldJob(job, event)
  return job!
}

it('opens the bundled sample as a workspace with its own copies: 24 cases with labels, and the second time at once', async () => {
  const user = temporaryFolder()
  const client = engineIn(user)
  const job = await finished(client, await client.workspaces.openSample())
  expect(job).toMatchObject({ state: 'done', result: { path: join(user, 'sample') } })
  const opened = await client.workspaces.open({ path: join(user, 'sample') })
  expect(opened).toMatchObject({ name: 'sample', caseCount: 24, isReadOnly: false, reason: null })
  const { cases } = await client.studies.list({ workspace: opened.path })
  expect(cases.every(({ label, image }) => label !== null && image.path.startsWith(opened.path))).toBe(true)
  const again = await finished(client, await client.workspaces.openSample())
  expect([again.state, again.progress]).toEqual(['done', null])
})

it('remembers workspaces, latest first, and forgets them', async () => {
  const user = join(temporaryFolder(), 'new', 'folder')
  const [a, b] = [join(temporaryFolder(), 'a'), join(temporaryFolder(), 'b')]
  const client = engineIn(user)
  await client.workspaces.open({ path: a, create: true })
  await client.workspaces.open({ path: b, create: true })
  await client.workspaces.open({ path: a })
  rmSync(b, { recursive: true })
  expect((await client.workspaces.recent()).map(({ name, isThere }) => [name, isThere])).toEqual([
    ['a', true],
    ['b', false],
  ])
  await client.workspaces.forget({ path: b })
  expect((await engineIn(user).workspaces.recent()).map(({ path }) => path)).toEqual([a])
  expect((await engineIn(user, [user]).workspaces.recent()).map(({ path }) => path)).toEqual([])
})

it('starts with an empty list where the file is damaged, and keeps many changes at once apart', async () => {
  const user = temporaryFolder()
  const file = join(user, 'recent-workspaces.json')
  writeFileSync(file, '{"half a')
  const client = engineIn(user)
  expect(await client.workspaces.recent()).toEqual([])
  const folder = temporaryFolder()
  await Promise.all(
    [1, 2, 3, 4].map((number) => client.workspaces.open({ path: join(folder, String(number)), create: true })),
  )
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { path: string }[]
  expect(kept.map(({ path }) => path).sort()).toEqual([1, 2, 3, 4].map((number) => join(folder, String(number))))
})

it('does not make a workspace where none was asked for', async () => {
  const path = join(temporaryFolder(), 'typo')
  await expect(engineIn(null).workspaces.open({ path })).rejects.toMatchObject({
    data: { code: 'WORKSPACE_NOT_FOUND' },
  })
  expect(existsSync(path)).toBe(false)
})

it('opens for reading, with the reason, what another program holds', async () => {
  const path = join(temporaryFolder(), 'held')
  const holder = createEngine({ userFolder: null, roots: null })
  onTestFinished(() => holder.close())
  await holder.client.workspaces.open({ path, create: true })
  await holder.context.workspaces.use({ path, mode: 'write' }, async () => {
    const opened = await engineIn(null).workspaces.open({ path })
    expect(opened.isReadOnly).toBe(true)
    expect(opened.reason).toContain(path)
  })
})
