import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import {
  importResultSchema,
  relocateResultSchema,
  type importRequestSchema,
  type ImportResult,
} from '../../../../src-main/contract/workspace'
import { readLabelMap } from '../../../../src-main/io/formats/readLabelMap'
import { loadCaseImage, loadCaseLabels } from '../../../../src-main/io/workspace/loadCase'
import { childScript, exitOf, lineFrom } from '../../../support/childScript'
import { engineSession } from '../../../support/engineSession'
import { LABELS_1_AND_2, writeFiles, writeImage, writeLabels, writePairs } from '../../../support/exampleDataset'
import { mountedDisk } from '../../../support/mountedDisk'
import { temporaryFolder } from '../../../support/temporaryFolder'

type Settings = Partial<z.input<typeof importRequestSchema>>

/** A data folder, a workspace beside it, and an engine to import the one into the other. */
function world(workspacePath?: string) {
  const folder = temporaryFolder()
  const [data, workspace] = [join(folder, 'hearts'), workspacePath ?? join(folder, 'workspace')]
  mkdirSync(data)
  const { client, finished } = engineSession()
  return {
    folder,
    data,
    workspace,
    client,
    finished,
    importInto: async (settings: Settings = {}): Promise<ImportResult> =>
      importResultSchema.parse(await finished(await client.studies.import({ folder: data, workspace, ...settings }))),
    cases: async () => (await client.studies.list({ workspace })).cases,
  }
}

const statuses = ({ cases }: ImportResult) => cases.map(({ caseId, status }) => `${caseId} ${status}`)
const codes = ({ problems }: ImportResult) => problems.map(({ code }) => code).sort()

describe('import', () => {
  it('takes pairs in, labels as uint8 of its own, and changes nothing the second time', async () => {
    const { data, workspace, importInto, cases } = world()
    await writePairs(data, ['a', 'b'])
    const first = await importInto()
    expect(first).toMatchObject({ dataset: 'hearts', layout: 'image-and-label-folders', problems: [] })
    expect(statuses(first)).toEqual(['a imported', 'b imported'])
    expect(first.cases[0]).toMatchObject({ size: [4, 3, 2], spacingMm: [1, 1, 2.5], classes: [1, 2], isSparse: false })
    const before = await cases()
    expect(before[0].image).toMatchObject({
      path: join(data, 'images', 'a.nii.gz'),
      storedType: 'int16',
      isCopied: false,
    })
    expect(before[0].label?.mapping).toEqual([0, 1, 2].map((value) => ({ from: value, to: value })))
    const { labelMap } = await readLabelMap({ path: join(workspace, 'labels', 'a.nii.gz'), expects: 'dense' })
    expect([...labelMap.data]).toEqual(LABELS_1_AND_2)
    // uint8 on the disk: 352 bytes of header and one byte a voxel.
    expect(labelMap.data).toBeInstanceOf(Uint8Array)

    const bytes = readFileSync(join(workspace, 'labels', 'a.nii.gz'))
    const second = await importInto()
    expect(statuses(second)).toEqual(['a unchanged', 'b unchanged'])
    expect(await cases()).toEqual(before)
    expect(readFileSync(join(workspace, 'labels', 'a.nii.gz'))).toEqual(bytes)
  })

  it('reads the Decathlon with a channel of 4D images', async () => {
    const { data, importInto } = world()
    writeFiles(data, {
      'dataset.json': {
        name: 'Prostate',
        modality: { '0': 'T2', '1': 'ADC' },
        labels: { '0': 'background', '1': 'PZ', '2': 'TZ' },
        training: [{ image: './imagesTr/p.nii.gz', label: './labelsTr/p.nii.gz' }],
        test: [],
      },
      'imagesTr/p.nii': fourDimensionalNifti(),
    })
    renameSync(join(data, 'imagesTr', 'p.nii'), join(data, 'imagesTr', 'p.nii.gz'))
    await writeLabels(join(data, 'labelsTr', 'p.nii.gz'), {
      geometry: { spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] },
    })
    expect(codes(await importInto())).toEqual(['CHANNEL_REQUIRED'])
    const chosen = await importInto({ channel: 1 })
    expect(chosen).toMatchObject({ dataset: 'Prostate', problems: [], cases: [{ caseId: 'p' }] })
    expect(codes(await importInto({ channel: 0 }))).toEqual(['CASE_CHANGED'])
  })

  it('reads nnU-Net raw: the ignore label becomes 255', async () => {
    const { data, importInto, cases } = world()
    writeFiles(data, {
      'dataset.json': {
        channel_names: { '0': 'CT' },
        labels: { background: 0, liver: 1, ignore: 2 },
        file_ending: '.nii.gz',
      },
    })
    await writeImage(join(data, 'imagesTr', 'p_0000.nii.gz'))
    await writeLabels(join(data, 'labelsTr', 'p.nii.gz'))
    expect(await importInto()).toMatchObject({
      layout: 'nnunet-raw',
      cases: [{ caseId: 'p', classes: [1], isSparse: true }],
    })
    const [record] = await cases()
    expect([...(await loadCaseLabels({ record })).data]).toEqual(
      LABELS_1_AND_2.map((label) => (label === 2 ? 255 : label)),
    )
  })

  it('reports what is wrong with a case, and loads the good ones', async () => {
    const { data, importInto, cases } = world()
    await writePairs(data, ['good', 'truncated', 'sheared', 'shifted', 'larger', 'strange', 'text', 'empty'])
    const [image, label] = [
      (name: string) => join(data, 'images', `${name}.nii.gz`),
      (name: string) => join(data, 'labels', `${name}.nii.gz`),
    ]
    truncateSync(image('truncated'), 60)
    await writeImage(image('sheared'), { geometry: { direction: [1, 0.3, 0, 0, 0.954, 0, 0, 0, 1] } })
    await writeLabels(label('shifted'), { geometry: { originMm: [-10, 6, 0] } })
    await writeLabels(label('larger'), { geometry: { size: [4, 3, 3] } })
    await writeLabels(label('strange'), { labels: [1, 2, 7] })
    writeFileSync(image('text'), 'This is no volume.')
    writeFileSync(label('empty'), '')
    await writeImage(image('alone'))
    await writeLabels(label('widow'))
    writeFiles(data, { 'dataset.json': { labels: { background: 0, one: 1, two: 2 } } })

    const result = await importInto()
    expect(statuses(result)).toEqual(['good imported'])
    const found = Object.fromEntries(result.problems.map(({ path, code }) => [path.slice(data.length + 1), code]))
    expect(found).toEqual({
      'images/truncated.nii.gz': 'FILE_TRUNCATED',
      'images/sheared.nii.gz': 'GEOMETRY_SHEARED',
      'labels/shifted.nii.gz': 'GEOMETRY_MISMATCH',
      'labels/larger.nii.gz': 'GEOMETRY_MISMATCH',
      'labels/strange.nii.gz': 'LABEL_UNEXPECTED_VALUE',
      'images/text.nii.gz': 'FORMAT_UNKNOWN',
      'labels/empty.nii.gz': 'FILE_EMPTY',
      'images/alone.nii.gz': 'CASE_PAIRING',
      'labels/widow.nii.gz': 'CASE_PAIRING',
    })
    expect(await cases()).toHaveLength(1)
  })

  it('keeps a case whose files have changed as it was, and says so', async () => {
    const { data, importInto, cases } = world()
    await writePairs(data, ['a', 'b', 'c'])
    await importInto()
    const before = await cases()
    await writeImage(join(data, 'images', 'a.nii.gz'), { seed: 100 })
    await writeLabels(join(data, 'labels', 'b.nii.gz'), { labels: [1] })
    const result = await importInto()
    expect(codes(result)).toEqual(['CASE_CHANGED', 'CASE_CHANGED'])
    expect(statuses(result)).toEqual(['c unchanged'])
    expect(codes(await importInto({ sliceAxis: 'i' }))).toEqual(['CASE_CHANGED', 'CASE_CHANGED', 'CASE_CHANGED'])
    expect(codes(await importInto({ mapping: '1:2,2:1' }))).toHaveLength(3)
    expect(await cases()).toEqual(before)
    await expect(loadCaseImage({ record: before[0] })).rejects.toMatchObject({ code: 'CASE_CHANGED' })
  })

  it('needs to be told what 255 and a scribble’s open voxels are', async () => {
    const { data, importInto } = world()
    await writeImage(join(data, 'a_image.nii.gz'))
    await writeLabels(join(data, 'a_label.nii.gz'), { labels: [1, 255] })
    await writeLabels(join(data, 'a_scribble.nii.gz'), { labels: [1, 4, 4, 4] })
    expect(codes(await importInto())).toEqual(['LABEL_RESERVED_VALUE'])
    const scribble = { labelSuffix: '_scribble' }
    expect(codes(await importInto(scribble))).toEqual(['LABEL_RESERVED_VALUE'])
    expect(await importInto({ ...scribble, ignoreValue: 4 })).toMatchObject({
      cases: [{ classes: [1], isSparse: true }],
    })
    expect(statuses(await importInto({ ...scribble, mapping: '1:1,4:255' }))).toEqual(['a unchanged'])
    expect(codes(await importInto({ ...scribble, mapping: '1:1,4:2' }))).toEqual(['CASE_CHANGED'])
  })

  it('takes a label that comes later, and writes one again that was lost', async () => {
    const { data, workspace, importInto } = world()
    await writeImage(join(data, 'images', 'a.nii.gz'))
    expect((await importInto()).cases[0]).toMatchObject({ label: null, warnings: [{ code: 'UNLABELLED' }] })
    await writeLabels(join(data, 'labels', 'a.nii.gz'))
    expect(statuses(await importInto())).toEqual(['a label-added'])
    rmSync(join(workspace, 'labels', 'a.nii.gz'))
    expect(statuses(await importInto())).toEqual(['a label-restored'])
    expect(statuses(await importInto())).toEqual(['a unchanged'])
  })

  it('copies images where that is asked for', async () => {
    const { data, workspace, importInto, cases } = world()
    await writePairs(data, ['a'])
    const result = await importInto({ copyImages: true })
    const copy = join(workspace, 'images', 'a.nii.gz')
    expect(result.cases[0].image).toBe(copy)
    expect(readFileSync(copy)).toEqual(readFileSync(join(data, 'images', 'a.nii.gz')))
    rmSync(data, { recursive: true })
    expect([...(await loadCaseImage({ record: (await cases())[0] })).data].slice(0, 3)).toEqual([0, 1, 2])
  })

  it('finds moved images again by their bytes', async () => {
    const { folder, data, workspace, importInto, cases, client, finished } = world()
    await writePairs(data, ['a', 'b', 'c'])
    await importInto()
    const elsewhere = join(folder, 'archive', 'deep')
    mkdirSync(elsewhere, { recursive: true })
    renameSync(join(data, 'images', 'a.nii.gz'), join(elsewhere, 'renamed.nii.gz'))
    rmSync(join(data, 'images', 'b.nii.gz'))
    await expect(loadCaseImage({ record: (await cases())[0] })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('relocate'),
    })
    const started = await client.studies.relocate({ workspace, folder: join(folder, 'archive') })
    const result = relocateResultSchema.parse(await finished(started))
    expect(result.relocated).toEqual([{ caseId: 'a', path: join(elsewhere, 'renamed.nii.gz') }])
    expect(result.missing.map(({ caseId }) => caseId)).toEqual(['b'])
    expect((await loadCaseImage({ record: (await cases())[0] })).data[5]).toBe(5)
  })

  it('does not mind a touched file with the same bytes', async () => {
    const { data, importInto, cases } = world()
    await writePairs(data, ['a'])
    await importInto()
    utimesSync(join(data, 'images', 'a.nii.gz'), 1, 1)
    await expect(loadCaseImage({ record: (await cases())[0] })).resolves.toBeDefined()
    expect(statuses(await importInto())).toEqual(['a unchanged'])
    expect((await cases())[0].image.modifiedAtMs).toBe(1000)
  })

  it('leaves no workspace behind for a folder that is wrong, and never takes the data’s own folder', async () => {
    const { data, workspace, importInto } = world()
    await expect(importInto()).rejects.toMatchObject({ code: 'FOLDER_EMPTY' })
    expect(existsSync(workspace)).toBe(false)
    await writePairs(data, ['a'])
    await expect(importInto({ workspace: data })).rejects.toThrow('own folder')
    mkdirSync(join(workspace, 'labels'), { recursive: true })
    writeFileSync(join(workspace, 'labels', 'a.nii.gz'), 'mine')
    await expect(importInto()).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
    expect(readFileSync(join(workspace, 'labels', 'a.nii.gz'), 'utf8')).toBe('mine')
  })

  it('stops between cases when it is cancelled, and keeps whole cases only', async () => {
    const { data, workspace, client, finished, importInto } = world()
    await writePairs(
      data,
      Array.from({ length: 60 }, (_, n) => `case_${n}`),
    )
    const started = await client.studies.import({ folder: data, workspace })
    for await (const event of await client.jobs.watch(started)) if (event.type === 'progressed') break
    const cancelledAtMs = performance.now()
    await client.jobs.cancel(started)
    await expect(finished(started)).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - cancelledAtMs).toBeLessThan(500)
    const { cases } = await client.studies.list({ workspace })
    expect(cases.length).toBeLessThan(60)
    expect(readdirSync(join(workspace, 'labels')).sort()).toEqual(cases.map(({ caseId }) => `${caseId}.nii.gz`).sort())
    expect((await importInto()).cases).toHaveLength(60)
  })
})

describe('import, when the machine fails', () => {
  it('leaves a workspace whole that is killed at any moment', async () => {
    const { data, workspace, client, importInto } = world()
    const names = Array.from({ length: 40 }, (_, n) => `case_${n}`)
    await writePairs(data, names)
    for (const delayMs of [30, 150, 400, 700, 1100]) {
      const child = childScript('importForever.ts', [data, workspace])
      await lineFrom(child, 'importing')
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      child.kill('SIGKILL')
      expect(await exitOf(child)).toBe('SIGKILL')
      if (!existsSync(join(workspace, 'workspace.sqlite'))) continue
      const { cases } = await client.studies.list({ workspace }).catch((error: unknown) => {
        // Killed before the schema was there: the next import makes it.
        expect(error).toMatchObject({ data: { code: 'WORKSPACE_CORRUPT' } })
        return { cases: [] }
      })
      for (const record of cases) expect([...(await loadCaseLabels({ record })).data]).toEqual(LABELS_1_AND_2)
    }
    const whole = await importInto()
    expect(whole.cases).toHaveLength(names.length)
    expect(readdirSync(join(workspace, 'labels')).sort()).toEqual(names.map((name) => `${name}.nii.gz`).sort())
  })

  it('stops on a full disk with nothing half-written, and goes on when there is space', async ({ skip }) => {
    const disk = mountedDisk(512)
    if (disk === null) return skip('Mounting a small disk needs root on Linux.')
    const { data, workspace, client, importInto } = world(join(disk.path, 'workspace'))
    await writePairs(
      data,
      Array.from({ length: 80 }, (_, n) => `case_${n}`),
    )
    const filler = join(disk.path, 'filler')
    writeFileSync(filler, Buffer.alloc(180_000))
    await expect(importInto()).rejects.toMatchObject({ code: 'DISK_FULL' })
    const { cases } = await client.studies.list({ workspace })
    expect(cases.length).toBeGreaterThan(0)
    expect(cases.length).toBeLessThan(80)
    for (const record of cases) expect([...(await loadCaseLabels({ record })).data]).toEqual(LABELS_1_AND_2)
    expect(readdirSync(join(workspace, 'labels')).filter((name) => name.startsWith('.'))).toEqual([])
    rmSync(filler)
    // Space for a few more: the import goes on where it stopped, however far that is.
    await importInto().catch((error: unknown) => expect(error).toMatchObject({ code: 'DISK_FULL' }))
    expect((await client.studies.list({ workspace })).cases.length).toBeGreaterThan(cases.length)
  })

  it('refuses a workspace on a read-only disk, and lists it', async ({ skip }) => {
    const disk = mountedDisk(2048)
    if (disk === null) return skip('Mounting a read-only disk needs root on Linux.')
    const { data, workspace, client, importInto } = world(join(disk.path, 'workspace'))
    await writePairs(data, ['a'])
    await importInto()
    disk.makeReadOnly()
    await expect(importInto()).rejects.toMatchObject({ code: 'WORKSPACE_READ_ONLY' })
    expect((await client.studies.list({ workspace })).cases).toHaveLength(1)
  })
})

/** int16, 4 × 3 × 2 × 2, no orientation: written by hand, since our writer makes 3D files only. */
function fourDimensionalNifti(): Uint8Array {
  const bytes = new Uint8Array(352 + 4 * 3 * 2 * 2 * 2)
  const view = new DataView(bytes.buffer)
  view.setInt32(0, 348, true)
  ;[4, 4, 3, 2, 2].forEach((length, n) => view.setInt16(40 + 2 * n, length, true))
  view.setInt16(70, 4, true)
  view.setInt16(72, 16, true)
  ;[1, 1, 1, 1].forEach((spacing, n) => view.setFloat32(76 + 4 * n, spacing, true))
  view.setFloat32(108, 352, true)
  view.setUint8(123, 2)
  // sform: identity in RAS, so that the label can lie on the same grid.
  view.setInt16(254, 1, true)
  ;[1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0].forEach((value, n) => view.setFloat32(280 + 4 * n, value, true))
  bytes.set([0x6e, 0x2b, 0x31, 0], 344)
  return bytes
}
