import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { exportResultSchema, type exportRequestSchema, type ExportResult } from '../../../../src-main/contract/exports'
import { readLabelMap } from '../../../../src-main/io/formats/readLabelMap'
import { readVolume } from '../../../../src-main/io/formats/readVolume'
import { engineSession } from '../../../support/engineSession'
import { writeFiles, writeImage, writeLabels } from '../../../support/exampleDataset'
import { mountedDisk } from '../../../support/mountedDisk'
import { temporaryFolder } from '../../../support/temporaryFolder'

/** Three training cases and a test case; classes 2 and 5, and 9 means "not annotated". */
async function world() {
  const folder = temporaryFolder()
  const [data, workspace, output] = ['hearts', 'workspace', 'export'].map((name) => join(folder, name))
  const labelsByName = { a: [0, 2, 5], b: [5, 5, 9], c: [0, 0, 2], t: [2, 2, 2] }
  for (const [seed, [name, labels]] of Object.entries(labelsByName).entries()) {
    // A plain .nii must be written anew as .nii.gz; the others are copied byte by byte.
    await writeImage(join(data, 'images', name === 'c' ? 'c.nii' : `${name}.nii.gz`), { seed: 100 * seed })
    await writeLabels(join(data, 'labels', `${name}.nii.gz`), { labels })
  }
  writeFiles(data, {
    'split.json': { train: ['a', 'b', 'c'], test: ['t'] },
    'dataset.json': { name: 'hearts', labels: { background: 0, wall: 5, cavity: 2 } },
  })
  const { client, finished } = engineSession()
  await finished(await client.studies.import({ folder: data, workspace, ignoreValue: 9 }))
  return {
    folder,
    data,
    workspace,
    output,
    client,
    finished,
    exportTo: async (settings: Partial<z.input<typeof exportRequestSchema>> = {}): Promise<ExportResult> =>
      exportResultSchema.parse(
        await finished(await client.exports.write({ workspace, format: 'nnunet-raw', output, ...settings })),
      ),
  }
}

const labelsIn = async (path: string) => [...(await readLabelMap({ path, expects: 'dense' })).labelMap.data].slice(0, 4)

describe('export as nnU-Net raw', () => {
  it('numbers classes in a row, "ignore" on top, and reads back as it was', async () => {
    const { folder, data, workspace, output, client, finished, exportTo } = await world()
    const result = await exportTo()
    expect(result).toMatchObject({ output, dataset: 'hearts', channelName: 'MRI', ignoreLabel: 3 })
    expect(JSON.parse(readFileSync(join(output, 'dataset.json'), 'utf8'))).toEqual({
      channel_names: { '0': 'MRI' },
      labels: { background: 0, cavity: 1, wall: 2, ignore: 3 },
      numTraining: 3,
      file_ending: '.nii.gz',
      name: 'hearts',
    })
    const names = (part: string) => readdirSync(join(output, part)).sort()
    expect(names('imagesTr')).toEqual(['a_0000.nii.gz', 'b_0000.nii.gz', 'c_0000.nii.gz'])
    expect(names('labelsTr')).toEqual(['a.nii.gz', 'b.nii.gz', 'c.nii.gz'])
    expect(names('imagesTs')).toEqual(['t_0000.nii.gz'])
    expect(names('labelsTs')).toEqual(['t.nii.gz'])
    expect(await labelsIn(join(output, 'labelsTr', 'b.nii.gz'))).toEqual([2, 2, 3, 0])
    expect(await labelsIn(join(output, 'labelsTr', 'a.nii.gz'))).toEqual([0, 1, 2, 0])

    const isCopiedById = Object.fromEntries(result.cases.map(({ caseId, isImageCopied }) => [caseId, isImageCopied]))
    expect(isCopiedById).toEqual({ a: true, b: true, c: false, t: true })
    const copy = readFileSync(join(output, 'imagesTr', 'a_0000.nii.gz'))
    expect(copy).toEqual(readFileSync(join(data, 'images', 'a.nii.gz')))
    const [source, written] = await Promise.all(
      [join(data, 'images', 'c.nii'), join(output, 'imagesTr', 'c_0000.nii.gz')].map((path) => readVolume({ path })),
    )
    expect(written.volume).toEqual(source.volume)

    // Imported again, "ignore" is 255 again and the split is the same.
    const again = join(folder, 'again')
    await finished(await client.studies.import({ folder: output, workspace: again }))
    const [before, after] = await Promise.all(
      [workspace, again].map((path) => client.studies.list({ workspace: path })),
    )
    expect(after.cases.map(({ caseId, splitHint }) => [caseId, splitHint])).toEqual(
      before.cases.map(({ caseId, splitHint }) => [caseId, splitHint]),
    )
    const sparse = await readLabelMap({ path: join(again, 'labels', 'b.nii.gz'), expects: 'sparse' })
    expect([...sparse.labelMap.data].slice(0, 4)).toEqual([2, 2, 255, 0])
  })

  it('makes nnU-Net’s folder name, takes a channel name, and guesses CT from Hounsfield units', async () => {
    const { folder, output, exportTo, client, finished } = await world()
    const named = await exportTo({ datasetId: 7, name: 'Heart', channelName: 'T2' })
    expect(named).toMatchObject({ output: join(output, 'Dataset007_Heart'), channelName: 'T2' })
    const lungs = join(folder, 'lungs')
    await writeImage(join(lungs, 'images', 'x.nii.gz'), { seed: -1024, geometry: { size: [20, 20, 4] } })
    await writeLabels(join(lungs, 'labels', 'x.nii.gz'), { labels: [1], geometry: { size: [20, 20, 4] } })
    const workspace = join(folder, 'ct')
    await finished(await client.studies.import({ folder: lungs, workspace }))
    expect(await exportTo({ workspace, output: join(folder, 'out') })).toMatchObject({
      channelName: 'CT',
      ignoreLabel: null,
    })
  })

  it('overwrites nothing, and leaves nothing where it fails', async () => {
    const { folder, data, workspace, output, exportTo } = await world()
    mkdirSync(output)
    await exportTo()
    await expect(exportTo()).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
    const second = join(folder, 'second')
    await expect(exportTo({ output: second, dataset: 'livers' })).rejects.toMatchObject({ code: 'UNKNOWN_ID' })
    await writeImage(join(data, 'images', 'b.nii.gz'), { seed: 1 })
    await expect(exportTo({ output: second })).rejects.toMatchObject({ code: 'CASE_CHANGED' })
    rmSync(join(data, 'images', 'b.nii.gz'))
    await expect(exportTo({ output: second })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(readdirSync(folder).sort()).toEqual(['export', 'hearts', 'workspace'])
    await expect(exportTo({ workspace: join(workspace, 'none') })).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_FOUND',
    })
  })

  it('leaves nothing on a full disk', async ({ skip }) => {
    const disk = mountedDisk(16)
    if (disk === null) return skip('Mounting a small disk needs root on Linux.')
    const { exportTo } = await world()
    writeFileSync(join(disk.path, 'filler'), Buffer.alloc(4096))
    await expect(exportTo({ output: join(disk.path, 'export') })).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(readdirSync(disk.path)).toEqual(['filler'])
  })
})
