/**
 * A model's facts as they may leave the project: whatever is exactly a case id becomes the case's number in the cohort. Case ids come from
 * file names, which may name a patient.
 * @param value plain JSON
 */
export function withoutCaseIds(value: unknown, caseIds: readonly string[]): unknown {
  const numbers = new Map(caseIds.map((caseId, at) => [caseId, `case-${at + 1}`]))
  const replace = (each: unknown): unknown => {
    if (typeof each === 'string') return numbers.get(each) ?? each
    if (Array.isArray(each)) return each.map(replace)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [numbers.get(key) ?? key, replace(inner)]))
  }
  return replace(value)
}
