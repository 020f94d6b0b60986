import { CASE_ROLES, type CaseRole } from '../cases/caseRole'
import { SlicewrightError } from '../errors'
import { SeededRandom } from '../random/SeededRandom'
import { withoutNoise } from './budget'

/** What splitting needs to know of a case. */
export interface SplitCase {
  readonly caseId: string
  /** Null where the data set does not say whose volume it is. */
  readonly patientId: string | null
  /** The role the data set itself gives the case; null where it gives none. */
  readonly splitHint: CaseRole | null
}

/**
 * How to split. Parts below 1 are fractions of all cases, whole numbers are counts; `train: 'rest'` takes what the others leave.
 * With `workspace`, the data set's own roles hold; only where it names no validation cases are they drawn, seeded, from its
 * training cases.
 */
export type SplitRequest =
  | { readonly by: 'workspace'; readonly seed: number; readonly validation: number }
  | {
      readonly by: 'seed'
      readonly seed: number
      readonly train: number | 'rest'
      readonly validation: number
      readonly test: number
    }

export interface CaseSplit {
  readonly train: readonly string[]
  readonly validation: readonly string[]
  readonly test: readonly string[]
  /** `patient` if every case names its patient: then no patient is in two parts. */
  readonly splitBy: 'patient' | 'case'
}

/**
 * Disjoint training, validation and test cases (sorted ids), by patient where every patient is known. Whole patients are dealt
 * until a part has at least its number of cases, so a part may exceed it by the last patient's other cases.
 * @throws SlicewrightError NO_CASES if a part would be empty, SPEC_INVALID if the parts ask for more cases than there are or
 *   the data set's own split puts one patient on both sides
 */
export function splitCases({ cases, split }: { cases: readonly SplitCase[]; split: SplitRequest }): CaseSplit {
  const splitBy = cases.every(({ patientId }) => patientId !== null) ? 'patient' : 'case'
  const groupOf = (each: SplitCase) => (splitBy === 'patient' ? String(each.patientId) : each.caseId)
  const parts = split.by === 'workspace' ? fromHints(cases, split, groupOf) : dealt(cases, split, groupOf)
  refuseSharedPatients(cases, parts)
  for (const role of CASE_ROLES)
    if (parts[role].length === 0)
      throw new SlicewrightError(
        'NO_CASES',
        `The split leaves no ${role} case: ${cases.length} cases were found and split by ${splitBy}. ` +
          (split.by === 'workspace'
            ? 'The data set names no cases for it; use `split: { by: seed, … }`.'
            : `Ask for fewer cases in the other parts, or import more.`),
        { details: { role, caseCount: cases.length, split } },
      )
  return { ...parts, splitBy }
}

type Parts = Record<CaseRole, string[]>

function fromHints(
  cases: readonly SplitCase[],
  split: Extract<SplitRequest, { by: 'workspace' }>,
  groupOf: (each: SplitCase) => string,
): Parts {
  const idsOf = (role: CaseRole) => cases.filter(({ splitHint }) => splitHint === role)
  const [train, validation, test] = CASE_ROLES.map(idsOf)
  if (validation.length > 0) return sortedParts({ train, validation, test })
  const [drawn, rest] = deal(train, split.seed, groupOf, [countOf(split.validation, train.length)])
  return sortedParts({ train: rest, validation: drawn, test })
}

function dealt(
  cases: readonly SplitCase[],
  split: Extract<SplitRequest, { by: 'seed' }>,
  groupOf: (each: SplitCase) => string,
): Parts {
  const asked = [split.test, split.validation, ...(split.train === 'rest' ? [] : [split.train])]
  const wanted = withoutNoise(asked.reduce((sum, part) => sum + (part < 1 ? part * cases.length : part), 0))
  if (wanted > cases.length)
    throw new SlicewrightError(
      'SPEC_INVALID',
      `split: ${wanted} cases are asked for (train ${split.train}, validation ${split.validation}, test ${split.test}), ` +
        `but there are ${cases.length}. Ask for fewer, or use \`train: rest\`.`,
      { details: { field: 'split', found: wanted, allowed: cases.length } },
    )
  // The test cases are dealt first, so that they stay the same whatever the sizes of the other parts.
  const counts = asked.map((part) => countOf(part, cases.length))
  const [test, validation, train] = deal(cases, split.seed, groupOf, counts)
  return sortedParts({ train, validation, test })
}

/** Deals whole groups in seeded order; the last part gets what is left unless it has a count too. */
function deal(
  cases: readonly SplitCase[],
  seed: number,
  groupOf: (each: SplitCase) => string,
  counts: readonly number[],
): SplitCase[][] {
  const groups = Map.groupBy(cases, groupOf)
  const order = SeededRandom.for(seed, 'split').shuffled([...groups.keys()].sort())
  const parts: SplitCase[][] = counts.map(() => [])
  const rest: SplitCase[] = []
  let part = 0
  for (const group of order) {
    while (part < counts.length && parts[part].length >= counts[part]) part++
    const target = part < counts.length ? parts[part] : rest
    target.push(...(groups.get(group) ?? []))
  }
  return [...parts, rest]
}

/** A part below 1 is a fraction of `total`, rounded but at least one case. */
function countOf(part: number, total: number): number {
  return part < 1 ? Math.max(1, Math.round(part * total)) : part
}

function sortedParts(parts: Record<CaseRole, SplitCase[]>): Parts {
  const idsOf = (role: CaseRole) => parts[role].map(({ caseId }) => caseId).sort()
  return { train: idsOf('train'), validation: idsOf('validation'), test: idsOf('test') }
}

/** A split that the data set brings is not ours, so it is checked: a patient on both sides would flatter every number. */
function refuseSharedPatients(cases: readonly SplitCase[], parts: Parts): void {
  const roleOf = new Map(CASE_ROLES.flatMap((role) => parts[role].map((caseId) => [caseId, role] as const)))
  const seen = new Map<string, { caseId: string; role: CaseRole }>()
  for (const { caseId, patientId } of cases) {
    const role = roleOf.get(caseId)
    if (patientId === null || role === undefined) continue
    const first = seen.get(patientId)
    if (first !== undefined && first.role !== role)
      throw new SlicewrightError(
        'SPEC_INVALID',
        `split: patient ${patientId} is in ${first.role} (${first.caseId}) and in ${role} (${caseId}). ` +
          'Use `split: { by: seed, … }`, which keeps patients together.',
        { details: { field: 'split', patientId, caseIds: [first.caseId, caseId] } },
      )
    seen.set(patientId, first ?? { caseId, role })
  }
}
