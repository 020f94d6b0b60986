import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { inspectionSchema } from '../../../../src-main/contract/studies'
import { importResultSchema, type importRequestSchema } from '../../../../src-main/contract/workspace'
import { geometryDifference } from '../../../../src-main/domain/volume/geometry'
import { readVolume } from '../../../../src-main/io/formats/readVolume'
import { findDicomSeries } from '../../../../src-main/io/formats/dicom/findDicomSeries'
import { listFiles } from '../../../../src-main/io/files/listFiles'
import { loadCaseImage, loadCaseLabels } from '../../../../src-main/io/workspace/loadCase'
import { dicomBytes, writeDicom, type DicomFields } from '../../../support/dicomBytes'
import { engineSession } from '../../../support/engineSession'
import { writeImage, writeLabels } from '../../../support/exampleDataset'
import { describeWithSharedData, sharedData } from '../../../support/sharedData'
import { sharedPlaces } from '../../../support/sharedPlaces'
import { temporaryFolder } from '../../../support/temporaryFolder'

const stack = (folder: string, common: DicomFields): Record<string, DicomFields> =>
  Object.fromEntries(
    [0, 1, 2].map((k) => [
      `${folder}/IM${3 - k}`,
      { position: [0, 0, 2 * k], pixels: [k, k, k, k], series: `1.2.${folder.length}`, ...common },
    ]),
  )

function world() {
  const root = temporaryFolder()
  const [data, workspace] = [join(root, 'data'), join(root, 'workspace')]
  mkdirSync(data)
  const { client, finished } = engineSession()
  const importInto = async (settings: Partial<z.input<typeof importRequestSchema>> = {}) =>
    importResultSchema.parse(await finished(await client.studies.import({ folder: data, workspace, ...settings })))
  const records = async () => (await client.studies.list({ workspace })).cases
  return { data, workspace, client, finished, importInto, records }
}

describe('import of DICOM folders', () => {
  it('makes a case of each regular series, with a pseudonym, modality and windows, and changes nothing the second time', async () => {
    const { data, importInto, records } = world()
    writeDicom(data, {
      ...stack('Doe_Jane/ct', { window: ['40', '400', 'SOFT'], intercept: -1000, slope: 1 }),
      ...stack('Doe_Jane/mr-b', { modality: 'MR', seriesNumber: 12 }),
      'Doe_Jane/report': { sopClass: '1.2.840.10008.5.1.4.1.1.88.11', series: '1.2.99' },
      'Doe_Jane/gap/1': { position: [0, 0, 0], series: '1.2.98' },
      'Doe_Jane/gap/2': { position: [0, 0, 1], series: '1.2.98' },
      'Doe_Jane/gap/3': { position: [0, 0, 3], series: '1.2.98' },
    })
    writeFileSync(join(data, 'README.txt'), 'no image')
    const first = await importInto()
    expect(first.layout).toBe('dicom')
    // The last six digits are of the series UID, the eight of the patient id: SHA-256, computed with sha256sum.
    expect(first.cases.map(({ caseId, patientId, status }) => [caseId, patientId, status])).toEqual([
      ['patient-4b2cc6cf_CT7_f9125f', 'patient-4b2cc6cf', 'imported'],
      ['patient-4b2cc6cf_MR12_355995', 'patient-4b2cc6cf', 'imported'],
    ])
    expect(first.problems).toMatchObject([
      { code: 'SERIES_IRREGULAR', files: [expect.stringContaining('gap'), {}, {}] },
    ])
    expect(first.notes.join(' ')).toContain('structured report')
    expect(first.notes.join(' ')).toContain('README.txt')
    const [ct, mr] = await records()
    expect(ct).toMatchObject({
      modality: 'CT',
      storedWindows: [{ name: 'SOFT', lowerValue: -160, upperValue: 239 }],
      geometry: { size: [2, 2, 3], spacingMm: [1, 1, 2] },
      image: { path: join(data, 'Doe_Jane', 'ct'), files: ['IM3', 'IM2', 'IM1'], storedType: 'int16', isCopied: false },
      warnings: [{ code: 'UNLABELLED' }],
    })
    expect(JSON.stringify([ct.caseId, ct.patientId, mr.caseId])).not.toMatch(/doe|jane|mrn/i)
    expect([...(await loadCaseImage({ record: ct })).data].slice(0, 5)).toEqual([-1000, -1000, -1000, -1000, -999])
    const second = await importInto()
    expect(second.cases.map(({ status }) => status)).toEqual(['unchanged', 'unchanged'])
    expect(await records()).toEqual([ct, mr])
  })

  it('pairs a NIfTI label with the folder of its series, and refuses one on another grid', async () => {
    const { data, importInto, records } = world()
    writeDicom(data, { ...stack('images/liver_1', {}), ...stack('images/liver_22', { seriesNumber: 2 }) })
    const geometry = { size: [2, 2, 3], spacingMm: [1, 1, 2], originMm: [0, 0, 0] } as const
    await writeLabels(join(data, 'labels', 'liver_1.nii.gz'), { geometry, labels: [0, 1, 0, 0, 0, 1, 1, 1] })
    await writeLabels(join(data, 'labels', 'liver_22_seg.nii.gz'), { geometry: { ...geometry, originMm: [1, 0, 0] } })
    const { cases, problems } = await importInto()
    expect(cases).toMatchObject([{ classes: [1], warnings: [] }])
    expect(problems).toMatchObject([{ code: 'GEOMETRY_MISMATCH', message: expect.stringContaining('liver_22') }])
    const [record] = await records()
    expect([...(await loadCaseLabels({ record })).data].slice(0, 8)).toEqual([0, 1, 0, 0, 0, 1, 1, 1])
  })

  it('takes DICOM series and NIfTI files of one folder, each file once', async () => {
    const { data, importInto } = world()
    writeDicom(data, {
      ...stack('scans/liver_1', {}),
      'scans/liver_1/state': { sopClass: '1.2.840.10008.5.1.4.1.1.11.1', series: '1.2.13' },
    })
    const geometry = { size: [2, 2, 3], spacingMm: [1, 1, 2], originMm: [0, 0, 0] } as const
    await writeLabels(join(data, 'labels', 'liver_1.nii.gz'), { geometry, labels: [1] })
    await writeImage(join(data, 'heart_image.nii.gz'))
    await writeLabels(join(data, 'heart_label.nii.gz'))
    const { cases, problems, notes } = await importInto()
    expect(problems).toEqual([])
    expect(cases.map(({ classes }) => classes)).toEqual([[1, 2], [1]])
    expect(notes.join(' ')).toContain('presentation state')
  })

  it('copies a series, and notices one that changed or moved', async () => {
    const { data, workspace, importInto, records, client, finished } = world()
    writeDicom(data, stack('a', {}))
    await importInto({ copyImages: true })
    const [copied] = await records()
    expect(readdirSync(join(workspace, 'images', copied.caseId)).sort()).toEqual(['0001.dcm', '0002.dcm', '0003.dcm'])
    rmSync(join(data, 'a'), { recursive: true })
    expect([...(await loadCaseImage({ record: copied })).data].slice(0, 5)).toEqual([0, 0, 0, 0, 1])

    writeDicom(data, stack('bb', { seriesNumber: 3 }))
    await importInto()
    const referenced = (await records()).find(({ image }) => !image.isCopied)
    if (referenced === undefined) throw new Error('The second series was not imported.')
    mkdirSync(join(data, 'moved'))
    renameSync(join(data, 'bb'), join(data, 'moved', 'cc'))
    await expect(loadCaseImage({ record: referenced })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await finished(await client.studies.relocate({ workspace, folder: data }))
    const found = (await records()).find(({ caseId }) => caseId === referenced.caseId)
    expect(found?.image.path).toBe(join(data, 'moved', 'cc'))
    writeFileSync(
      join(data, 'moved', 'cc', 'IM2'),
      dicomBytes({ position: [0, 0, 2], pixels: [9, 9, 9, 9], series: '1.2.2' }),
    )
    if (found !== undefined)
      await expect(loadCaseImage({ record: found })).rejects.toMatchObject({ code: 'CASE_CHANGED' })
  })
})

describeWithSharedData('prostatex_0000: one patient as DICOM and as NIfTI', () => {
  const placeOf = sharedPlaces()

  it('oblique series, label and image agree, though they come from two programs', async () => {
    const { data, importInto, records } = world()
    cpSync(placeOf('prostatex_0000/dicom_t2_tra_19slices.zip!t2_tse_tra'), join(data, 't2'), { recursive: true })
    copyFileSync(sharedData('prostatex_0000', 'nifti', 'Prostatex_0000_lab.nii.gz'), join(data, 't2_label.nii.gz'))
    const { cases, problems } = await importInto()
    expect(problems).toEqual([])
    expect(cases).toMatchObject([{ classes: [1, 2], size: [384, 384, 19] }])
    const [record] = await records()
    const nifti = await readVolume({ path: sharedData('prostatex_0000', 'nifti', 'Prostatex_0000.nii.gz') })
    const dicom = await loadCaseImage({ record })
    // The same voxels and, to 1e-3, the same grid: checked with numpy and nibabel when the data were chosen (SOURCES.md).
    expect(geometryDifference(dicom.geometry, nifti.volume.geometry)).toBeNull()
    expect(dicom.data.every((value, at) => value === nifti.volume.data[at])).toBe(true)
  })
})

describeWithSharedData('inspect of shared DICOM folders', () => {
  it('lists volumes and, with files and reason, what is none', async () => {
    const { client, finished } = engineSession()
    const inspect = async (...path: string[]) =>
      inspectionSchema.parse(await finished(await client.studies.inspect({ path: sharedData(...path) })))
    const { volumes, problems } = await inspect('prostatex_0000')
    // By SimpleITK (test/fixtures/dicom/reference.json) and SOURCES.md; the NIfTI files of the same patient lie beside.
    const adc = volumes.find(({ format }) => format === 'dicom')
    expect(adc).toMatchObject({
      path: sharedData('prostatex_0000', 'dicom_adc_19slices'),
      size: [84, 128, 19],
      modality: 'MR',
      plane: 'axial',
      series: { seriesNumber: 7, fileCount: 19 },
    })
    expect(problems.find(({ code }) => code === 'SERIES_IRREGULAR')).toMatchObject({
      path: sharedData('prostatex_0000', 'dicom_missing_slice_18of19'),
      files: [expect.stringContaining('.dcm'), expect.stringContaining('.dcm')],
    })
    const phantom = await inspect('dicom', 'rt_utils')
    expect(phantom.volumes.map(({ size }) => size)).toEqual([
      [512, 512, 2],
      [100, 50, 3],
    ])
    expect(phantom.problems.map(({ message }) => message.includes('RTSTRUCT'))).toEqual([true, true])
  })
})

describe('thousands of files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slicewright-dicom-'))
  const [seriesCount, slicesPerSeries] = [20, 150]
  beforeAll(() => {
    for (let series = 0; series < seriesCount; series++) {
      mkdirSync(join(folder, `s${series}`))
      for (let k = 0; k < slicesPerSeries; k++)
        writeFileSync(
          join(folder, `s${series}`, `${k}`),
          dicomBytes({
            series: `1.2.${series}`,
            position: [0, 0, k],
            seriesNumber: series,
            sopInstance: `1.3.${series}.${k}`,
          }),
        )
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('3000 headers are grouped in seconds', async () => {
    const files = await listFiles(folder)
    const beganAtMs = performance.now()
    let last = [0, 0]
    const { series } = await findDicomSeries({ files, report: (done, total) => (last = [done, total]) })
    const seconds = (performance.now() - beganAtMs) / 1000
    expect(series.map(({ headers }) => headers.length)).toEqual(
      Array.from({ length: seriesCount }, () => slicesPerSeries),
    )
    expect(last).toEqual([3000, 3000])
    // About 0.7 s on two busy cores; the limit only catches a change of kind.
    expect(seconds).toBeLessThan(15)
  })

  it('a job that reads them ends within half a second of being cancelled', async () => {
    const { client, finished } = engineSession()
    const { jobId } = await client.studies.inspect({ path: folder })
    const result = finished({ jobId })
    const outcome = result.catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const cancelledAtMs = performance.now()
    await client.jobs.cancel({ jobId })
    expect(await outcome).toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - cancelledAtMs).toBeLessThan(500)
  })
})
