import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../../../src-main/io/workspace/Workspace'
import { childScript, exitOf, lineFrom } from '../../../support/childScript'
import { exampleCase } from '../../../support/exampleCase'
import { mountedDisk } from '../../../support/mountedDisk'
import { temporaryFolder } from '../../../support/temporaryFolder'

const hearts = { name: 'hearts', layout: 'nnunet-raw', classNames: {}, channelName: null }

function makeWorkspace(path: string): void {
  const workspace = openWorkspace({ path, mode: 'write', create: true })
  workspace.datasets.add(hearts)
  workspace.caseTable.add(exampleCase(path, 'heart-1'))
  workspace.close()
}

describe('a workspace and two processes', () => {
  it('has one writer; readers come in meanwhile; SIGKILL frees the lock at once', async () => {
    const path = join(temporaryFolder(), 'workspace')
    makeWorkspace(path)
    const holder = childScript('holdWorkspace.ts', [path])
    await lineFrom(holder, 'held')

    const beganAtMs = performance.now()
    expect(() => openWorkspace({ path, mode: 'write' })).toThrow(expect.objectContaining({ code: 'WORKSPACE_LOCKED' }))
    expect(performance.now() - beganAtMs).toBeLessThan(1000)
    const reader = openWorkspace({ path, mode: 'read' })
    expect(reader.cases()).toHaveLength(1)
    reader.close()

    holder.kill('SIGKILL')
    expect(await exitOf(holder)).toBe('SIGKILL')
    const writer = openWorkspace({ path, mode: 'write' })
    expect(writer.cases()).toHaveLength(1)
    writer.close()
    expect(readdirSync(path).sort()).toEqual(['lock.sqlite', 'workspace.sqlite'])
  })
})

describe('a workspace on a read-only disk', () => {
  it('can be read and not written', ({ skip }) => {
    const disk = mountedDisk(1024)
    if (disk === null) return skip('Mounting a read-only disk needs root on Linux.')
    const path = join(disk.path, 'workspace')
    makeWorkspace(path)
    disk.makeReadOnly()
    const reader = openWorkspace({ path, mode: 'read' })
    expect(reader.cases()).toHaveLength(1)
    reader.close()
    expect(() => openWorkspace({ path, mode: 'write' })).toThrow(
      expect.objectContaining({ code: 'WORKSPACE_READ_ONLY' }),
    )
    expect(() => openWorkspace({ path: join(disk.path, 'new'), mode: 'write', create: true })).toThrow(
      expect.objectContaining({ code: 'WORKSPACE_READ_ONLY' }),
    )
  })

  it('shows also what a dead writer left in the write-ahead log', ({ skip }) => {
    const disk = mountedDisk(1024)
    if (disk === null) return skip('Mounting a read-only disk needs root on Linux.')
    const [path, alive] = [disk.path, join(temporaryFolder(), 'alive')]
    makeWorkspace(alive)
    const writer = openWorkspace({ path: alive, mode: 'write' })
    writer.caseTable.add(exampleCase(alive, 'heart-2'))
    for (const name of ['workspace.sqlite', 'workspace.sqlite-wal']) copyFileSync(join(alive, name), join(path, name))
    writer.close()
    disk.makeReadOnly()
    const reader = openWorkspace({ path, mode: 'read' })
    expect(reader.cases().map(({ caseId }) => caseId)).toEqual(['heart-1', 'heart-2'])
    reader.close()
  })
})

describe('a workspace on a full disk', () => {
  it('refuses the write, keeps what it had, and works again once there is space', ({ skip }) => {
    const disk = mountedDisk(512)
    if (disk === null) return skip('Mounting a small disk needs root on Linux.')
    const path = join(disk.path, 'workspace')
    makeWorkspace(path)
    const filler = join(disk.path, 'filler')
    writeFileSync(filler, Buffer.alloc(64_000))
    const workspace = openWorkspace({ path, mode: 'write' })
    let written = 1
    const addMany = () => {
      for (; written < 2000; written++) workspace.caseTable.add(exampleCase(path, `heart-${written + 1}`))
    }
    expect(addMany).toThrow(expect.objectContaining({ code: 'DISK_FULL' }))
    const before = workspace.cases().length
    expect(before).toBe(written)
    const reader = openWorkspace({ path, mode: 'read' })
    expect(reader.cases()).toHaveLength(before)
    reader.close()
    rmSync(filler)
    workspace.caseTable.add(exampleCase(path, `heart-${before + 1}`))
    workspace.close()
    const again = openWorkspace({ path, mode: 'write' })
    expect(again.cases()).toHaveLength(before + 1)
    again.close()
  })

  it('cannot be made on one that is full from the start', ({ skip }) => {
    const disk = mountedDisk(64)
    if (disk === null) return skip('Mounting a small disk needs root on Linux.')
    expect(() => writeFileSync(join(disk.path, 'filler'), Buffer.alloc(100_000))).toThrow('ENOSPC')
    expect(() => openWorkspace({ path: join(disk.path, 'workspace'), mode: 'write', create: true })).toThrow(
      expect.objectContaining({ code: 'DISK_FULL' }),
    )
    expect(readFileSync(join(disk.path, 'filler')).length).toBeGreaterThan(0)
  })
})
