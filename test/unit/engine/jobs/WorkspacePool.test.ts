import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WorkspacePool } from '../../../../src-main/engine/jobs/WorkspacePool'
import { openWorkspace } from '../../../../src-main/io/workspace/Workspace'
import { temporaryFolder } from '../../../support/temporaryFolder'

const hearts = { name: 'hearts', layout: 'nnunet-raw', classNames: {}, channelName: null }
const livers = { ...hearts, name: 'livers' }

it('shares one writer between everything that works in a workspace at the same time', async () => {
  const path = join(temporaryFolder(), 'workspace')
  const pool = new WorkspacePool()
  const end = Promise.withResolvers<undefined>()
  const begun = Promise.withResolvers<undefined>()
  const grid = pool.use({ path, mode: 'write', create: true }, async (workspace) => {
    workspace.datasets.add(hearts)
    begun.resolve(undefined)
    await end.promise
    // What came in between is there, and the writer is still open.
    return workspace.datasets.list().map(({ name }) => name)
  })
  await begun.promise
  await pool.use({ path, mode: 'write' }, (workspace) => workspace.datasets.add(livers))
  expect(await pool.use({ path, mode: 'read' }, (workspace) => workspace.datasets.list())).toHaveLength(2)
  // The same folder by another name is the same workspace.
  mkdirSync(join(path, 'labels'), { recursive: true })
  await pool.use({ path: join(path, 'labels', '..'), mode: 'write' }, (workspace) => workspace.datasets.find('hearts'))
  expect(() => openWorkspace({ path, mode: 'write' })).toThrow(expect.objectContaining({ code: 'WORKSPACE_LOCKED' }))
  end.resolve(undefined)
  expect(await grid).toEqual(['hearts', 'livers'])
  openWorkspace({ path, mode: 'write' }).close()
})

it('lets go of the lock when the work fails', async () => {
  const path = temporaryFolder()
  const pool = new WorkspacePool()
  const failing = pool.use({ path, mode: 'write', create: true }, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  openWorkspace({ path, mode: 'write' }).close()
})

it('is locked out by another engine that writes, and reads meanwhile', async () => {
  const path = temporaryFolder()
  const other = openWorkspace({ path, mode: 'write', create: true })
  const pool = new WorkspacePool()
  await expect(pool.use({ path, mode: 'write' }, () => undefined)).rejects.toMatchObject({ code: 'WORKSPACE_LOCKED' })
  other.datasets.add(hearts)
  expect(await pool.use({ path, mode: 'read' }, (workspace) => workspace.datasets.list())).toHaveLength(1)
  other.close()
  await pool.use({ path, mode: 'write' }, (workspace) => workspace.datasets.add(livers))
})
