import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ListingOptions } from '../../../../src-main/io/datasets/DatasetListing'
import { listDataset } from '../../../../src-main/io/datasets/listDataset'
import { writeFiles } from '../../../support/exampleDataset'
import { temporaryFolder } from '../../../support/temporaryFolder'

const usual: ListingOptions = { channel: null, isUnlabelledAllowed: false, imageSuffix: null, labelSuffix: null }

/** Lists a folder of empty files: listing opens none of them. */
async function listed(
  files: readonly string[],
  others: Record<string, unknown> = {},
  options: Partial<ListingOptions> = {},
) {
  const folder = join(temporaryFolder(), 'hearts')
  mkdirSync(folder)
  writeFiles(folder, { ...Object.fromEntries(files.map((name) => [name, ''])), ...others })
  const listing = await listDataset({ folder, options: { ...usual, ...options } })
  const short = (path: string | null) => (path === null ? null : relative(folder, path).replaceAll('\\', '/'))
  return {
    ...listing,
    pairs: listing.cases.map(({ caseId, imagePath, labelPath }) => [caseId, short(imagePath), short(labelPath)]),
    problemFiles: listing.problems.map(({ code, path }) => [code, short(path)]),
  }
}

describe('Medical Segmentation Decathlon', () => {
  const description = {
    name: 'Heart',
    modality: { '0': 'MRI' },
    labels: { '0': 'background', '1': 'left atrium' },
    training: [
      { image: './imagesTr/la_003.nii.gz', label: './labelsTr/la_003.nii.gz' },
      { image: './imagesTr/._la_003.nii.gz', label: './labelsTr/._la_003.nii.gz' },
      { image: './imagesTr/la_004.nii.gz', label: './labelsTr/la_004.nii.gz' },
      { image: './imagesTr/la_005.nii.gz', label: './labelsTr/la_005.nii.gz' },
      { image: '../secret.nii.gz', label: './labelsTr/la_003.nii.gz' },
    ],
    test: ['./imagesTs/la_001.nii.gz'],
  }

  it('lists what dataset.json lists; test images have no labels', async () => {
    const listing = await listed(
      [
        'imagesTr/la_003.nii.gz',
        'imagesTr/._la_003.nii.gz',
        'labelsTr/la_003.nii.gz',
        'imagesTr/la_004.nii.gz',
        'imagesTs/la_001.nii.gz',
      ],
      { 'dataset.json': description },
    )
    expect(listing).toMatchObject({
      layout: 'medical-segmentation-decathlon',
      name: 'Heart',
      classNames: { '1': 'left atrium' },
      allowedLabels: [0, 1],
      ignoreValue: null,
      channelName: 'MRI',
    })
    expect(listing.pairs).toEqual([
      ['la_003', 'imagesTr/la_003.nii.gz', 'labelsTr/la_003.nii.gz'],
      ['la_001', 'imagesTs/la_001.nii.gz', null],
    ])
    expect(listing.cases[1].warnings).toMatchObject([{ code: 'UNLABELLED' }])
    expect(listing.problemFiles).toEqual([
      ['FILE_NOT_FOUND', 'imagesTr/la_005.nii.gz'],
      ['FILE_NOT_FOUND', '../secret.nii.gz'],
      ['CASE_PAIRING', 'imagesTr/la_004.nii.gz'],
    ])
  })

  it('says which field of dataset.json is wrong', async () => {
    const broken = { ...description, training: [{ image: 7 }] }
    await expect(listed([], { 'dataset.json': broken })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('training.0.image'),
    })
    await expect(listed([], { 'dataset.json': '{ "name": ' })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })
})

describe('nnU-Net raw', () => {
  const description = {
    channel_names: { '0': 'T2', '1': 'ADC' },
    labels: { background: 0, edema: 1, whole: [1, 2], ignore: 3 },
    file_ending: '.nii.gz',
  }
  const files = ['a', 'b'].flatMap((name) => [
    `imagesTr/${name}_0000.nii.gz`,
    `imagesTr/${name}_0001.nii.gz`,
    `labelsTr/${name}.nii.gz`,
  ])

  it('takes one channel, the ignore label, and the test labels where there are any', async () => {
    const listing = await listed(
      [
        ...files,
        'imagesTr/c_0000.nii.gz',
        'labelsTr/d.nii.gz',
        'imagesTr/odd.nii.gz',
        'imagesTs/t_0001.nii.gz',
        'labelsTs/t.nii.gz',
      ],
      { 'dataset.json': description },
      { channel: 1 },
    )
    expect(listing).toMatchObject({
      layout: 'nnunet-raw',
      name: 'hearts',
      classNames: { '1': 'edema' },
      allowedLabels: [0, 1, 2, 3],
      ignoreValue: 3,
      channelName: 'ADC',
    })
    expect(listing.cases.map(({ caseId, splitHint }) => [caseId, splitHint])).toEqual([
      ['a', 'train'],
      ['b', 'train'],
      ['t', 'test'],
    ])
    expect(listing.pairs[0]).toEqual(['a', 'imagesTr/a_0001.nii.gz', 'labelsTr/a.nii.gz'])
    expect(listing.problemFiles).toEqual([
      ['CASE_PAIRING', 'imagesTr/odd.nii.gz'],
      ['CASE_PAIRING', 'imagesTr/c_0000.nii.gz'],
      ['CASE_PAIRING', 'labelsTr/d.nii.gz'],
    ])
  })

  it('asks for a channel where there are several, and refuses one that is not there', async () => {
    await expect(listed(files, { 'dataset.json': description })).rejects.toMatchObject({ code: 'CHANNEL_REQUIRED' })
    await expect(listed(files, { 'dataset.json': description }, { channel: 2 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    await expect(
      listed(files, { 'dataset.json': { ...description, file_ending: '.png' } }, { channel: 0 }),
    ).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED' })
  })

  it('knows its first version, whose dataset.json leaves the channel out', async () => {
    const first = {
      modality: { '0': 'CT' },
      labels: { '0': 'background', '1': 'liver' },
      training: [{ image: './imagesTr/a.nii.gz', label: './labelsTr/a.nii.gz' }],
    }
    const listing = await listed(['imagesTr/a_0000.nii.gz', 'labelsTr/a.nii.gz'], { 'dataset.json': first })
    expect(listing).toMatchObject({ layout: 'nnunet-raw', channelName: 'CT', classNames: { '1': 'liver' } })
    expect(listing.pairs).toEqual([['a', 'imagesTr/a_0000.nii.gz', 'labelsTr/a.nii.gz']])
  })
})

describe('images and labels in folders of their own', () => {
  it('pairs by name, or by name but for a usual ending', async () => {
    const listing = await listed([
      'images/p1.nii.gz',
      'labels/p1.nii.gz',
      'images/p2_image.nii',
      'labels/p2_seg.nii.gz',
      'images/alone.nii.gz',
      'labels/widow_label.nii.gz',
      'labels/._p1.nii.gz',
      'images/notes.txt',
    ])
    expect(listing.layout).toBe('image-and-label-folders')
    expect(listing.pairs).toEqual([
      ['p1', 'images/p1.nii.gz', 'labels/p1.nii.gz'],
      ['p2', 'images/p2_image.nii', 'labels/p2_seg.nii.gz'],
    ])
    expect(listing.problemFiles).toEqual([
      ['CASE_PAIRING', 'images/alone.nii.gz'],
      ['CASE_PAIRING', 'labels/widow_label.nii.gz'],
    ])
  })

  it('loads images without labels where that is allowed, or where there are no labels at all', async () => {
    const files = ['images/p1.nii.gz', 'labels/p1.nii.gz', 'images/p2.nii.gz']
    const allowed = await listed(files, {}, { isUnlabelledAllowed: true })
    expect(allowed.pairs.map(([caseId, , label]) => [caseId, label])).toEqual([
      ['p1', 'labels/p1.nii.gz'],
      ['p2', null],
    ])
    expect(allowed.problems).toEqual([])
    const none = await listed(['images/p1.nii.gz', 'images/p2.nii.gz'])
    expect(none.pairs).toHaveLength(2)
    expect(none.problems).toEqual([])
  })

  it('knows imagesTr and labelsTr without dataset.json, and one that only names classes', async () => {
    const listing = await listed(['imagesTr/a.nii.gz', 'labelsTr/a.nii.gz'], {
      'dataset.json': { name: 'livers', labels: { '0': 'background', '3': 'liver' } },
    })
    expect(listing).toMatchObject({ name: 'livers', classNames: { '3': 'liver' }, allowedLabels: [0, 3] })
    expect(listing.pairs).toHaveLength(1)
  })

  it('takes one id once, also where only the case of letters differs', async () => {
    const listing = await listed(['images/A.nii.gz', 'images/a.nii', 'images/b.nii.gz'])
    expect(listing.cases.map(({ caseId }) => caseId)).toEqual(['A', 'b'])
    expect(listing.problemFiles).toEqual([['CASE_PAIRING', 'images/a.nii']])
  })

  it('gives a neutral id to names that could be a person’s or no file name, the same each time', async () => {
    const first = await listed(['images/Müller^Hans.nii.gz', 'images/b.nii.gz'])
    const second = await listed(['images/Müller^Hans.nii.gz', 'images/c.nii.gz'])
    expect(first.cases[0].caseId).toMatch(/^case-[0-9a-f]{8}$/)
    expect(second.cases[0].caseId).toBe(first.cases[0].caseId)
    expect(JSON.stringify(first.cases[0].warnings)).not.toContain('Hans')
    expect(first.cases[0].warnings.map(({ code }) => code)).toEqual(['CASE_RENAMED', 'UNLABELLED'])
  })
})

describe('images and labels side by side', () => {
  it('pairs by the ends of the names; a scribble is a label only if it is asked for', async () => {
    const files = [1, 2].flatMap((n) =>
      ['image', 'label', 'scribble'].map((kind) => `patient00${n}_frame01_${kind}.nii.gz`),
    )
    const listing = await listed(files)
    expect(listing.layout).toBe('case-files')
    expect(listing.pairs[0]).toEqual([
      'patient001_frame01',
      'patient001_frame01_image.nii.gz',
      'patient001_frame01_label.nii.gz',
    ])
    expect(listing.cases.map(({ patientId }) => patientId)).toEqual(['patient001', 'patient002'])
    expect(listing.notes).toEqual([expect.stringContaining('2 files are not used')])
    const scribbles = await listed(files, {}, { labelSuffix: '_scribble' })
    expect(scribbles.pairs.map(([, , label]) => label)).toEqual([
      'patient001_frame01_scribble.nii.gz',
      'patient002_frame01_scribble.nii.gz',
    ])
  })

  it('reads a folder for each patient', async () => {
    const listing = await listed([
      'STS_002/CT_image.nii.gz',
      'STS_002/CT_mask.nii.gz',
      'STS_002/MR_image.nii.gz',
      'STS_002/MR_mask.nii.gz',
      'STS_005/image.nii.gz',
      'STS_005/mask.nii.gz',
    ])
    expect(listing.cases.map(({ caseId, patientId }) => [caseId, patientId])).toEqual([
      ['STS_002_CT', 'STS_002'],
      ['STS_002_MR', 'STS_002'],
      ['STS_005', 'STS_005'],
    ])
  })

  it('takes the names the user gives, and says where two files compete', async () => {
    const files = ['pat1/Flair.nii.gz', 'pat1/truth.nii.gz', 'pat1/brainmask.nii.gz']
    const chosen = await listed(files, {}, { imageSuffix: 'Flair', labelSuffix: 'truth' })
    expect(chosen.pairs).toEqual([['pat1', 'pat1/Flair.nii.gz', 'pat1/truth.nii.gz']])
    const competing = await listed(['a_image.nii.gz', 'a_seg.nii.gz', 'a_mask.nii.gz'])
    expect(competing.problems[0]).toMatchObject({
      code: 'CASE_PAIRING',
      message: expect.stringContaining('--label-suffix'),
    })
  })
})

describe('a split beside the data', () => {
  const files = ['a', 'b', 'c'].flatMap((name) => [`images/${name}.nii.gz`, `labels/${name}.nii.gz`])
  it.each([
    ['split.json', { train: ['a'], validation: ['b'], test: ['c'], patients: { a: 'p1', b: 'p2' } }],
    ['splits.csv', 'caseId,split,patientId\na,train,p1\nb,val,p2\nc,test,\n'],
  ])('%s', async (name, content) => {
    const { cases, notes } = await listed(files, { [name]: content })
    expect(cases.map(({ caseId, splitHint, patientId }) => [caseId, splitHint, patientId])).toEqual([
      ['a', 'train', 'p1'],
      ['b', 'validation', 'p2'],
      ['c', 'test', null],
    ])
    expect(notes).toEqual([])
  })

  it('is refused where it is wrong, and strangers are noted', async () => {
    const split = (content: unknown, name = 'split.json') => listed(files, { [name]: content })
    await expect(split({ train: ['a'], test: ['a'] })).rejects.toMatchObject({
      message: expect.stringContaining('a is in it twice'),
    })
    await expect(split('{')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    await expect(split('caseId,split\na,tset\n', 'split.csv')).rejects.toMatchObject({
      message: expect.stringContaining('"tset"'),
    })
    expect((await split({ train: ['a', 'zebra'] })).notes).toEqual([expect.stringContaining('zebra')])
  })
})

describe('a folder without data', () => {
  it('is called empty, with what it does hold', async () => {
    await expect(listed([])).rejects.toMatchObject({ code: 'FOLDER_EMPTY' })
    await expect(listed(['a.dcm', 'b.dcm'])).rejects.toMatchObject({
      message: expect.stringContaining('2 other files (.dcm)'),
    })
    await expect(listDataset({ folder: join(temporaryFolder(), 'none'), options: usual })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
  })
})
