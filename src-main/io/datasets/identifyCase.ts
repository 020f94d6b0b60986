import { isSafeCaseId } from '../../domain/cases/caseId'
import type { CaseWarning } from '../../domain/cases/caseRecord'
import { pseudonymOf } from '../files/pseudonymOf'

/** Names of public data sets that say which patient a case is of: BIDS (`sub-01_ses-2`), ACDC (`patient001_frame12`). */
const PATIENT_PATTERNS = [/^(sub-[A-Za-z0-9]+)(?:_|$)/, /^(patient\d+)_frame\d+/]

export interface CaseIdentity {
  readonly caseId: string
  readonly patientId: string | null
  readonly warnings: readonly CaseWarning[]
}

/**
 * The id of a case from the name that its files share. A name that cannot be a file name everywhere, or looks like a
 * person's (DICOM writes them with "^"), is replaced by a neutral id that stays the same at the next import.
 * @param patientId what the folder says of the patient; where it says nothing, the name is looked at
 */
export function identifyCase(name: string, patientId: string | null = null): CaseIdentity {
  const known =
    patientId ?? PATIENT_PATTERNS.map((pattern) => pattern.exec(name)?.[1]).find((found) => found !== undefined)
  const caseId = isSafeCaseId(name) ? name : pseudonymOf('case', name)
  const warnings: CaseWarning[] =
    caseId === name
      ? []
      : [
          {
            code: 'CASE_RENAMED',
            message: `A file name has characters that a case id cannot have; the case is called ${caseId}. Allowed: A–Z a–z 0–9 "." "_" "-".`,
          },
        ]
  if (known === undefined) return { caseId, patientId: null, warnings }
  return { caseId, patientId: isSafeCaseId(known) ? known : pseudonymOf('patient', known), warnings }
}
