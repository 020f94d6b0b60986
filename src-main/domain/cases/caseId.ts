import { SlicewrightError } from '../errors'

/** A case id names files on every system: letters, digits, ".", "_" and "-", at most 100, beginning with a letter or digit. */
const SAFE_CASE_ID = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/

/** Names that Windows keeps for devices, whatever follows the first dot. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

export function isSafeCaseId(caseId: string): boolean {
  return SAFE_CASE_ID.test(caseId) && !DEVICE_NAME.test(caseId)
}

/** @throws SlicewrightError BAD_REQUEST where `caseId` could not name a file on every system */
export function assertSafeCaseId(caseId: string): void {
  if (!isSafeCaseId(caseId))
    throw new SlicewrightError(
      'BAD_REQUEST',
      `"${caseId}" cannot be a case id: allowed are 1 to 100 of A–Z a–z 0–9 "." "_" "-", beginning with a letter or digit, ` +
        'not ending with ".", and no Windows device name. Rename the file.',
      { details: { caseId } },
    )
}
