import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace, type Workspace } from '../../../../src-main/io/workspace/Workspace'
import { exampleCase } from '../../../support/exampleCase'
import { temporaryFolder } from '../../../support/temporaryFolder'

const hearts = { name: 'hearts', layout: 'nnunet-raw', classNames: { '1': 'ventricle' }, channelName: 'MRI' }

function withWorkspace<Result>(path: string, work: (workspace: Workspace) => Result): Result {
  const workspace = openWorkspace({ path, mode: 'write', create: true })
  try {
    return work(workspace)
  } finally {
    workspace.close()
  }
}

describe('openWorkspace', () => {
  it('makes a workspace only where it is asked to', () => {
    const path = join(temporaryFolder(), 'new')
    expect(() => openWorkspace({ path, mode: 'read' })).toThrow(
      expect.objectContaining({ code: 'WORKSPACE_NOT_FOUND' }),
    )
    expect(() => openWorkspace({ path, mode: 'write' })).toThrow(
      expect.objectContaining({ code: 'WORKSPACE_NOT_FOUND' }),
    )
    expect(existsSync(path)).toBe(false)
    withWorkspace(path, () => undefined)
    expect(readdirSync(path).sort()).toEqual(['lock.sqlite', 'workspace.sqlite'])
  })

  it('refuses a second writer at once, and lets readers in meanwhile', () => {
    const path = temporaryFolder()
    withWorkspace(path, (writer) => {
      const beganAtMs = performance.now()
      expect(() => openWorkspace({ path, mode: 'write' })).toThrow(
        expect.objectContaining({ code: 'WORKSPACE_LOCKED' }),
      )
      expect(performance.now() - beganAtMs).toBeLessThan(1000)
      writer.datasets.add(hearts)
      writer.caseTable.add(exampleCase(path, 'heart-1'))
      const reader = openWorkspace({ path, mode: 'read' })
      expect(reader.cases().map(({ caseId }) => caseId)).toEqual(['heart-1'])
      writer.caseTable.add(exampleCase(path, 'heart-2'))
      expect(reader.cases()).toHaveLength(2)
      expect(() => reader.datasets.add(hearts)).toThrow(expect.objectContaining({ code: 'WORKSPACE_READ_ONLY' }))
      reader.close()
    })
    withWorkspace(path, (writer) => expect(writer.cases()).toHaveLength(2))
  })

  it('takes no other file for a workspace', () => {
    const path = temporaryFolder()
    writeFileSync(
      join(path, 'workspace.sqlite'),
      'This is no database, but a letter of more than a hundred bytes. '.repeat(4),
    )
    for (const mode of ['read', 'write'] as const)
      expect(() => openWorkspace({ path, mode })).toThrow(expect.objectContaining({ code: 'WORKSPACE_CORRUPT' }))
    // The failed writer let go of its lock: the next error is the same, not WORKSPACE_LOCKED.
    expect(() => openWorkspace({ path, mode: 'write' })).toThrow(expect.objectContaining({ code: 'WORKSPACE_CORRUPT' }))
  })
})

describe('cases', () => {
  it('come back as they went in, also after the workspace was moved', () => {
    const folder = temporaryFolder()
    const [before, after] = [join(folder, 'before'), join(folder, 'after')]
    const labelled = exampleCase(before, 'heart-1')
    const unlabelled = exampleCase(before, 'heart-2', { label: null, classes: [], patientId: null, splitHint: null })
    const copied = exampleCase(before, 'heart-3', {
      image: { ...labelled.image, path: join(before, 'images', 'heart-3.nii.gz'), isCopied: true, channel: 2 },
    })
    withWorkspace(before, (workspace) => {
      workspace.datasets.add(hearts)
      for (const each of [copied, unlabelled, labelled]) workspace.caseTable.add(each)
      expect(workspace.cases()).toEqual([labelled, unlabelled, copied])
      expect(workspace.cases('hearts')).toHaveLength(3)
      expect(workspace.cases('livers')).toEqual([])
      expect(workspace.findCase('heart-9')).toBeNull()
    })
    renameSync(before, after)
    withWorkspace(after, (workspace) => {
      expect(workspace.findCase('heart-1')?.label?.path).toBe(join(after, 'labels', 'heart-1.nii.gz'))
      expect(workspace.findCase('heart-3')?.image.path).toBe(join(after, 'images', 'heart-3.nii.gz'))
      expect(workspace.findCase('heart-1')?.image.path).toBe(labelled.image.path)
    })
  })

  it('need an id that names a file on every system, and a data set', () => {
    const path = temporaryFolder()
    withWorkspace(path, (workspace) => {
      expect(() => workspace.caseTable.add(exampleCase(path, 'heart-1'))).toThrow('FOREIGN KEY')
      workspace.datasets.add(hearts)
      workspace.caseTable.add(exampleCase(path, 'heart-1'))
      expect(() => workspace.caseTable.add(exampleCase(path, 'Heart-1'))).toThrow('UNIQUE')
      for (const caseId of [
        '../heart',
        'a/b',
        '',
        '.hidden',
        'nul',
        'COM1.x',
        'Müller^Hans',
        'a b',
        'dot.',
        'x'.repeat(101),
      ])
        expect(() => workspace.caseTable.add(exampleCase(path, caseId)), caseId).toThrow(
          expect.objectContaining({ code: 'BAD_REQUEST' }),
        )
      expect(workspace.cases()).toHaveLength(1)
    })
  })

  it('tell when a row is damaged', () => {
    const path = temporaryFolder()
    withWorkspace(path, (workspace) => {
      workspace.datasets.add(hearts)
      workspace.caseTable.add({ ...exampleCase(path, 'heart-1'), classes: [1.5] })
      expect(() => workspace.cases()).toThrow(expect.objectContaining({ code: 'WORKSPACE_CORRUPT' }))
    })
  })
})

describe('files announced before they are written', () => {
  it('go at the next opening, unless a case refers to them; nothing else is ever deleted', () => {
    const path = temporaryFolder()
    mkdirSync(join(path, 'labels'))
    const write = (name: string) => writeFileSync(join(path, 'labels', name), 'voxels')
    withWorkspace(path, (workspace) => {
      workspace.datasets.add(hearts)
      workspace.pendingFiles.announce(['kept', 'orphan', 'never-written'].map((caseId) => workspace.labelPath(caseId)))
      for (const name of ['kept.nii.gz', 'orphan.nii.gz', '.orphan.nii.gz.123.tmp', 'mine.nii.gz', '.mine.tmp'])
        write(name)
      workspace.caseTable.add(exampleCase(path, 'kept'))
    })
    expect(readdirSync(join(path, 'labels'))).toContain('orphan.nii.gz')
    withWorkspace(path, (workspace) => expect(workspace.cases()).toHaveLength(1))
    expect(readdirSync(join(path, 'labels')).sort()).toEqual(['.mine.tmp', 'kept.nii.gz', 'mine.nii.gz'])
  })
})

describe('datasets, preprocessing, experiments, imports', () => {
  it('are kept; names once known stay', () => {
    withWorkspace(temporaryFolder(), ({ datasets, preprocessing, experiments, imports }) => {
      datasets.add({ ...hearts, classNames: {}, channelName: null })
      datasets.add(hearts)
      datasets.add({ ...hearts, classNames: { '1': 'other', '2': 'atrium' }, channelName: 'CT' })
      expect(datasets.list()).toEqual([{ ...hearts, classNames: { '1': 'ventricle', '2': 'atrium' } }])

      const settings = { spacingMm: [1, 1], sizeVoxels: [64, 64], normalisation: { kind: 'z-score' } }
      preprocessing.add({ dataset: 'hearts', settingsId: 'a1', settings })
      preprocessing.add({ dataset: 'hearts', settingsId: 'a1', settings: {} })
      expect(preprocessing.list('hearts')).toEqual([{ dataset: 'hearts', settingsId: 'a1', settings }])

      experiments.save({ name: 'smoke', spec: { seeds: [0] } })
      experiments.save({ name: 'smoke', spec: { seeds: [0, 1] } })
      expect(experiments.list()).toMatchObject([{ name: 'smoke', spec: { seeds: [0, 1] } }])
      expect(experiments.find('none')).toBeNull()

      const importId = imports.begin({ dataset: 'hearts', folder: '/data/hearts', settings: { copy: true } })
      imports.end(importId, 'done', { imported: 3 })
      expect(imports.list()).toMatchObject([{ importId, state: 'done', summary: { imported: 3 } }])
    })
  })
})
