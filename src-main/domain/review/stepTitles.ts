/** "1 volume", "12 volumes" */
export function volumesCounted(count: number): string {
  return count === 1 ? '1 volume' : `${count} volumes`
}

/**
 * What a step on some slices is called: "Accept slice 13 of liver_7", "Accept 40 slices of liver_7", "Accept 400 slices, 12
 * volumes". People count slices from 1.
 */
export function sliceStepTitle(
  verb: string,
  changes: readonly { readonly caseId: string; readonly sliceIndex: number }[],
): string {
  const cases = new Set(changes.map(({ caseId }) => caseId))
  if (cases.size > 1) return `${verb} ${changes.length} slices, ${volumesCounted(cases.size)}`
  const [first] = changes
  return changes.length === 1
    ? `${verb} slice ${first.sliceIndex + 1} of ${first.caseId}`
    : `${verb} ${changes.length} slices of ${first.caseId}`
}
