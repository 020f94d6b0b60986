import type { CaseRecord } from '../../../src-main/domain/cases/caseRecord'

/** A case as the list shows it. */
export interface StudyRow {
  readonly caseId: string
  readonly dataset: string
  readonly patientId: string | null
  readonly modality: string | null
  /** `35 × 51 × 35` voxels. */
  readonly sizeText: string
  readonly voxelCount: number
  /** `1 × 1 × 2.5` mm. */
  readonly spacingText: string
  readonly sliceSpacingMm: number
  readonly labelState: 'none' | 'sparse' | 'dense'
  readonly classNames: readonly string[]
  readonly warnings: CaseRecord['warnings']
  readonly imagePath: string
}

export type ClassNames = Readonly<Record<string, Readonly<Record<string, string>>>>

/** @param classNames of each data set: label in decimal → name */
export function studyRow(record: CaseRecord, classNames: ClassNames): StudyRow {
  const { size, spacingMm } = record.geometry
  const names = classNames[record.dataset] ?? {}
  return {
    caseId: record.caseId,
    dataset: record.dataset,
    patientId: record.patientId,
    modality: record.modality,
    sizeText: size.join(' × '),
    voxelCount: size.reduce((product, count) => product * count, 1),
    spacingText: spacingMm.map((mm) => String(Number(mm.toFixed(2)))).join(' × '),
    sliceSpacingMm: spacingMm['ijk'.indexOf(record.sliceAxis)] ?? spacingMm[2],
    labelState: record.label === null ? 'none' : record.label.isSparse ? 'sparse' : 'dense',
    classNames: record.classes.map((label) => names[String(label)] ?? `class ${label}`),
    warnings: record.warnings,
    imagePath: record.image.path,
  }
}

export type LabelFilter = 'all' | 'with-labels' | 'without-labels' | 'sparse' | 'with-warnings'

/** Rows that have every word of `search` somewhere and pass the filter. */
export function matchingRows(
  rows: readonly StudyRow[],
  { search, filter, dataset }: { search: string; filter: LabelFilter; dataset: string | null },
): StudyRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    const text = [row.caseId, row.dataset, row.patientId, row.modality, ...row.classNames].join(' ').toLowerCase()
    const isWanted = words.every((word) => text.includes(word)) && (dataset === null || row.dataset === dataset)
    return isWanted && passes(row, filter)
  })
}

function passes(row: StudyRow, filter: LabelFilter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'with-labels':
      return row.labelState !== 'none'
    case 'without-labels':
      return row.labelState === 'none'
    case 'sparse':
      return row.labelState === 'sparse'
    case 'with-warnings':
      return row.warnings.length > 0
  }
}
