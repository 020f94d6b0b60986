import { JUDGED_METHOD_ID } from './studyMethods'
import { meanOf } from './summariseEstimates'
import type { StudyEntry } from './summariseStudy'

type Verdict = 'reached' | 'not reached' | 'not measured'

export interface JudgedGoal {
  readonly goal: string
  readonly threshold: number
  readonly atLeast: boolean
  readonly unit: '%' | 'IoU'
  /** What was measured; null where it was not. */
  readonly reached: number | null
  /** What the number stands for: the sets it is a mean of, or where the worst was found. */
  readonly basis: string
  readonly verdict: Verdict
}

/** As far as goals look at an entry. */
export type GoalEntry = Pick<StudyEntry, 'set' | 'half' | 'method' | 'densityFraction'> & {
  readonly againstClassical: Pick<
    NonNullable<StudyEntry['againstClassical']>,
    'difference' | 'errorCutPercent' | 'best'
  > | null
  readonly estimate: Pick<StudyEntry['estimate'], 'cohortMeanAbsoluteError'>
}

const HIPPOCAMPUS = 'hippocampus'
/** The sets of at least six cases. Without one of them a mean over sets says something else, and is not judged. */
const DECIDING_SETS = [HIPPOCAMPUS, 'ibsi_sts', 'acdc']
const DENSITIES = [0.05, 0.1, 0.2, 0.4, 0.8]

/** The goals of the project for `auto`, judged on the reporting halves; every word and verdict follows from the numbers. */
export function judgeGoals(all: readonly GoalEntry[]): JudgedGoal[] {
  const entries = all.filter(({ half, method }) => half === 'reporting' && method === JUDGED_METHOD_ID)
  const find = (set: string, densityFraction: number) =>
    entries.find((entry) => entry.set === set && entry.densityFraction === densityFraction)
  const cutOf = (set: string, density: number) => find(set, density)?.againstClassical?.errorCutPercent ?? null
  return [
    ...[0.05, 0.1].map((density) => {
      const found = cutOf(HIPPOCAMPUS, density)
      const best = find(HIPPOCAMPUS, density)?.againstClassical?.best
      const basis = best === undefined ? '' : `against ${best}`
      return judged({
        goal: `error cut on ${HIPPOCAMPUS} at ρ = ${density}`,
        threshold: 50,
        reached: found,
        unit: '%',
        basis,
      })
    }),
    ...[0.05, 0.1, 0.2, 0.4].map((density) =>
      judged({
        goal: `error cut, mean over sets, at ρ = ${density}`,
        threshold: density <= 0.2 ? 25 : 15,
        unit: '%',
        ...meanOverSets((set) => cutOf(set, density)),
      }),
    ),
    judged({
      goal: 'nowhere worse than the best classical method: smallest difference',
      threshold: -0.005,
      unit: 'IoU',
      ...worstDifference(find),
    }),
    judged({
      goal: `leave-one-key-slice-out estimate on ${HIPPOCAMPUS}: mean absolute error over densities and seeds`,
      threshold: 0.03,
      atLeast: false,
      unit: 'IoU',
      ...estimateError(find),
    }),
  ]
}

function judged({
  goal,
  threshold,
  atLeast = true,
  unit,
  reached,
  basis,
}: Omit<JudgedGoal, 'verdict' | 'atLeast'> & { readonly atLeast?: boolean }): JudgedGoal {
  const isReached = reached !== null && (atLeast ? reached >= threshold : reached <= threshold)
  const verdict = reached === null ? 'not measured' : isReached ? 'reached' : 'not reached'
  return { goal, threshold, atLeast, unit, reached, basis, verdict }
}

type Reached = Pick<JudgedGoal, 'reached' | 'basis'>

function meanOverSets(valueOf: (set: string) => number | null): Reached {
  const values = DECIDING_SETS.map(valueOf)
  const missing = DECIDING_SETS.filter((_, at) => values[at] === null)
  if (missing.length > 0) return { reached: null, basis: `not measured on ${missing.join(', ')}` }
  return {
    reached: meanOf(values.filter((value) => value !== null)),
    basis: DECIDING_SETS.map((set, at) => `${set} ${(values[at] ?? 0).toFixed(1)}`).join(', '),
  }
}

type FindEntry = (set: string, densityFraction: number) => GoalEntry | undefined

function worstDifference(find: FindEntry): Reached {
  let worst: { reached: number; basis: string } | null = null
  for (const set of DECIDING_SETS)
    for (const density of DENSITIES) {
      const difference = find(set, density)?.againstClassical?.difference
      if (difference === undefined) return { reached: null, basis: `not measured on ${set} at ρ = ${density}` }
      if (worst === null || difference < worst.reached)
        worst = { reached: difference, basis: `${set} at ρ = ${density}` }
    }
  return worst ?? { reached: null, basis: '' }
}

function estimateError(find: FindEntry): Reached {
  const errors = DENSITIES.map((density) => find(HIPPOCAMPUS, density)?.estimate.cohortMeanAbsoluteError ?? null)
  const missing = DENSITIES.filter((_, at) => errors[at] === null)
  if (missing.length > 0) return { reached: null, basis: `not measured at ρ = ${missing.join(', ')}` }
  return { reached: meanOf(errors.filter((error) => error !== null)), basis: JUDGED_METHOD_ID }
}
