import { expect, it } from 'vitest'
import type { CaseRecord } from '../../../src-main/domain/cases/caseRecord'
import { importRequest, USUAL_CHOICES } from '../../../src-renderer/pages/studies/importChoices'
import { matchingRows, studyRow, type LabelFilter } from '../../../src-renderer/pages/studies/studyRows'

function record(caseId: string, change: Partial<CaseRecord> = {}): CaseRecord {
  return {
    caseId,
    dataset: 'liver',
    patientId: null,
    modality: null,
    storedWindows: [],
    image: {
      path: `/d/${caseId}.nii.gz`,
      files: null,
      sizeBytes: 9,
      modifiedAtMs: 0,
      sha256: '',
      channel: null,
      storedType: 'int16',
      isCopied: false,
    },
    label: null,
    geometry: {
      size: [4, 3, 2],
      spacingMm: [0.7265625, 0.7265625, 5],
      originMm: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    },
    sliceAxis: 'k',
    classes: [],
    splitHint: null,
    warnings: [],
    ...change,
  }
}

const label = { path: '/w/l', sourcePath: '/d/l', sourceSha256: '', mapping: [], isSparse: false }
const rows = [
  record('a', { label, classes: [1, 7] }),
  record('b', { label: { ...label, isSparse: true }, dataset: 'spleen', patientId: 'P-3' }),
  record('c', { modality: 'CT', warnings: [{ code: 'NO_ORIENTATION', message: 'No orientation.' }] }),
].map((each) => studyRow(each, { liver: { '1': 'liver' } }))

it('says sizes, spacings rounded to a hundredth, and classes by name', () => {
  expect(rows[0]).toMatchObject({
    sizeText: '4 × 3 × 2',
    voxelCount: 24,
    spacingText: '0.73 × 0.73 × 5',
    sliceSpacingMm: 5,
    labelState: 'dense',
    classNames: ['liver', 'class 7'],
  })
})

it.each<[string, LabelFilter, string | null, string]>([
  ['', 'all', null, 'abc'],
  ['LIVER a', 'all', null, 'a'],
  ['p-3', 'all', null, 'b'],
  ['ct', 'all', null, 'c'],
  ['nowhere', 'all', null, ''],
  ['', 'with-labels', null, 'ab'],
  ['', 'without-labels', null, 'c'],
  ['', 'sparse', null, 'b'],
  ['', 'with-warnings', null, 'c'],
  ['', 'with-labels', 'liver', 'a'],
])('search "%s", filter %s, data set %s shows "%s"', (search, filter, dataset, expected) => {
  expect(
    matchingRows(rows, { search, filter, dataset })
      .map(({ caseId }) => caseId)
      .join(''),
  ).toBe(expected)
})

it('asks the engine for what was typed, and leaves out what was not', () => {
  expect(importRequest('/d', '/w', USUAL_CHOICES)).toEqual({
    folder: '/d',
    workspace: '/w',
    copyImages: false,
    allowUnlabelled: false,
    sliceAxis: 'k',
  })
  const typed = { ...USUAL_CHOICES, datasetName: ' My set ', mapping: '1:1, 4:255', channel: ' 2', ignoreValue: '4' }
  expect(importRequest('/d', '/w', typed)).toMatchObject({
    datasetName: 'My set',
    mapping: '1:1,4:255',
    channel: 2,
    ignoreValue: 4,
  })
})
