import { createHash } from 'node:crypto'
import type { DicomHeader } from '../formats/dicom/DicomHeader'

/**
 * The id of the case that a series becomes, as patient-1a2b3c4d_MR4_5e6f7a: pseudonym, modality and number of the series, and six
 * digits that belong to this series alone. It is made of the headers, never of a name or of folders, which often carry names.
 */
export function dicomCaseId({
  patientPseudonym,
  modality,
  seriesNumber,
  seriesUid,
  sopInstanceUid,
}: DicomHeader): string {
  const patient = patientPseudonym === null ? '' : `${patientPseudonym}_`
  const kind = modality?.replace(/[^A-Za-z0-9]/g, '') || 'image'
  const own = createHash('sha256')
    .update(seriesUid || sopInstanceUid)
    .digest('hex')
    .slice(0, 6)
  return `${patient}${kind}${seriesNumber !== null && seriesNumber >= 0 ? seriesNumber : ''}_${own}`
}
