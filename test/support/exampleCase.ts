import { join } from 'node:path'
import type { CaseRecord } from '../../src-main/domain/cases/caseRecord'

/** A labelled case of 4 × 3 × 2 voxels in the data set "hearts" of the workspace at `workspacePath`. */
export function exampleCase(workspacePath: string, caseId: string, changes: Partial<CaseRecord> = {}): CaseRecord {
  return {
    caseId,
    dataset: 'hearts',
    patientId: 'patient-1',
    image: {
      path: join(workspacePath, '..', 'pictures', `${caseId}.nii.gz`),
      files: null,
      sizeBytes: 1234,
      modifiedAtMs: 1_700_000_000_000.5,
      sha256: 'ab'.repeat(32),
      channel: null,
      storedType: 'int16',
      isCopied: false,
    },
    label: {
      path: join(workspacePath, 'labels', `${caseId}.nii.gz`),
      sourcePath: `/elsewhere/${caseId}_label.nii.gz`,
      sourceSha256: 'cd'.repeat(32),
      mapping: [
        { from: 0, to: 0 },
        { from: 4, to: 255 },
      ],
      isSparse: true,
    },
    geometry: {
      size: [4, 3, 2],
      spacingMm: [1, 1, 2.5],
      originMm: [-10, 5, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    },
    sliceAxis: 'k',
    modality: null,
    storedWindows: [],
    classes: [1, 3],
    splitHint: 'test',
    warnings: [{ code: 'NO_ORIENTATION', message: 'The file does not say how it lies in the patient.' }],
    ...changes,
  }
}
