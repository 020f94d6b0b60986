import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { z } from 'zod'
import { importResultSchema, type importRequestSchema } from '../../../../src-main/contract/workspace'
import { loadCaseLabels } from '../../../../src-main/io/workspace/loadCase'
import { engineSession } from '../../../support/engineSession'
import { describeWithSharedData, sharedData } from '../../../support/sharedData'
import { temporaryFolder } from '../../../support/temporaryFolder'

async function imported(folder: string, settings: Partial<z.input<typeof importRequestSchema>> = {}) {
  const workspace = join(temporaryFolder(), 'workspace')
  const { client, finished } = engineSession()
  const result = importResultSchema.parse(
    await finished(await client.studies.import({ folder, workspace, ...settings })),
  )
  return { ...result, records: (await client.studies.list({ workspace })).cases }
}

/** The first `count` hippocampus pairs, by name, copied so that others can be put beside them. */
function someHippocampi(count: number): string {
  const folder = join(temporaryFolder(), 'hippocampi')
  const names = readdirSync(sharedData('hippocampus', 'images')).sort().slice(0, count)
  for (const part of ['images', 'labels']) {
    mkdirSync(join(folder, part), { recursive: true })
    for (const name of names) copyFileSync(sharedData('hippocampus', part, name), join(folder, part, name))
  }
  return folder
}

describeWithSharedData('real data sets', () => {
  it('hippocampus: 20 pairs of images and labels', async () => {
    const { cases, problems, records } = await imported(someHippocampi(20))
    expect(problems).toEqual([])
    expect(cases).toHaveLength(20)
    // hippocampus_003: 34 × 52 × 35 voxels of 1 mm by its header (nibabel), both classes in every case (SOURCES.md).
    expect(cases[0]).toMatchObject({
      caseId: 'hippocampus_003',
      size: [34, 52, 35],
      spacingMm: [1, 1, 1],
      warnings: [],
    })
    for (const each of cases) expect(each).toMatchObject({ classes: [1, 2], isSparse: false, patientId: null })
    const { data } = await loadCaseLabels({ record: records[0] })
    expect(data).toHaveLength(34 * 52 * 35)
  })

  it('hippocampus with its anomalies: the good cases load, each anomaly is a problem', async () => {
    const folder = someHippocampi(5)
    const anomaly = (name: string, part: string, as = name) =>
      copyFileSync(sharedData('hippocampus_anomalies', `${name}.nii.gz`), join(folder, part, `${as}.nii.gz`))
    anomaly('image_without_label_118', 'images')
    anomaly('label_without_image_010', 'labels')
    anomaly('image_without_label_118', 'images', 'foreign_281')
    anomaly('foreign_label_512x512x94_281', 'labels', 'foreign_281')
    const { cases, problems } = await imported(folder)
    expect(cases).toHaveLength(5)
    const found = problems.map(({ code, path }) => `${code} ${path.slice(folder.length + 1)}`).sort()
    expect(found).toEqual([
      'CASE_PAIRING images/image_without_label_118.nii.gz',
      'CASE_PAIRING labels/label_without_image_010.nii.gz',
      'GEOMETRY_MISMATCH labels/foreign_281.nii.gz',
    ])
    expect(problems.find(({ code }) => code === 'GEOMETRY_MISMATCH')?.message).toContain('37×52×33 against 512×512×94')
  })

  it('ibsi_sts: a folder for each patient, several volumes in each', async () => {
    const { cases, problems, layout } = await imported(sharedData('ibsi_sts', 'nifti'))
    expect(layout).toBe('case-files')
    expect(problems).toEqual([])
    expect(cases).toHaveLength(16)
    const patients = Map.groupBy(cases, ({ patientId }) => patientId)
    expect(patients.size).toBe(10)
    expect(patients.get('STS_002')?.map(({ caseId }) => caseId)).toEqual(['STS_002_CT', 'STS_002_MR_T1', 'STS_002_PET'])
    const mr = await imported(sharedData('ibsi_sts', 'nifti'), {
      imageSuffix: 'MR_T1_image',
      labelSuffix: 'MR_T1_mask',
    })
    expect(mr.cases.map(({ caseId }) => caseId)).toContain('STS_041')
    expect(mr.cases).toHaveLength(8)
  })

  it('acdc: labels without being asked, scribbles only with the meaning of 4', async () => {
    const folder = sharedData('acdc_cardiac_scribble')
    const labels = await imported(folder)
    expect(labels.cases).toHaveLength(6)
    expect(labels.cases[0]).toMatchObject({ patientId: 'patient001', classes: [1, 2, 3], isSparse: false })
    expect(labels.cases[0].warnings.map(({ code }) => code)).toContain('NO_ORIENTATION')
    const unexplained = await imported(folder, { labelSuffix: '_scribble' })
    expect(unexplained.cases).toEqual([])
    expect(new Set(unexplained.problems.map(({ code }) => code))).toEqual(new Set(['LABEL_RESERVED_VALUE']))
    const mapped = await imported(folder, { labelSuffix: '_scribble', mapping: '1:1,2:2,3:3,4:255' })
    expect(mapped.cases.map(({ classes, isSparse }) => [classes, isSparse])).toEqual(
      Array.from({ length: 6 }, () => [[1, 2, 3], true]),
    )
  })

  it('brats: names of its own, and float labels', async () => {
    const { cases, problems } = await imported(sharedData('brats2013_tumour'), {
      imageSuffix: 'Flair_subtrMeanDivStd',
      labelSuffix: 'OTMultiClass',
    })
    expect(problems).toEqual([])
    expect(cases).toMatchObject([{ caseId: 'brats_2013_pat0005_1', size: [240, 240, 155], classes: [1, 2, 3, 4] }])
  })

  it('edge cases side by side: what cannot be a volume is a problem, a sheared one too', async () => {
    const { cases, problems } = await imported(sharedData('nifti_edge'))
    const codeByName = Object.fromEntries(problems.map(({ path, code }) => [path.split(/[\\/]/).at(-1), code]))
    expect(codeByName).toMatchObject({
      '4d_pcasl_int16.nii.gz': 'CHANNEL_REQUIRED',
      'complex64.nii.gz': 'FORMAT_UNSUPPORTED',
      'not_nifti.nii': 'FORMAT_UNKNOWN',
      'shear_ct_gantry_nonorthogonal.nii.gz': 'GEOMETRY_SHEARED',
    })
    expect(cases.length).toBeGreaterThan(20)
  })
})
