import { describe, expect, it } from 'vitest'
import { judgeGoals, type GoalEntry } from '../../study/interpolation/judgeGoals'

const SETS = ['hippocampus', 'ibsi_sts', 'acdc']
const DENSITIES = [0.05, 0.1, 0.2, 0.4, 0.8]

interface Numbers {
  readonly cut: number
  readonly difference: number
  readonly estimateError: number
}

/** An entry of `auto` for each deciding set and density, changed where `change` says so. */
function entries(change: (set: string, density: number) => Partial<Numbers> | null): GoalEntry[] {
  return SETS.flatMap((set) =>
    DENSITIES.flatMap((densityFraction): GoalEntry[] => {
      const changed = change(set, densityFraction)
      if (changed === null) return []
      const { cut, difference, estimateError } = { cut: 60, difference: 0.1, estimateError: 0.01, ...changed }
      return [
        {
          set,
          half: 'reporting',
          method: 'auto',
          densityFraction,
          againstClassical: { best: 'nearest', errorCutPercent: cut, difference },
          estimate: { cohortMeanAbsoluteError: estimateError },
        },
      ]
    }),
  )
}

const verdicts = (all: readonly GoalEntry[]) => judgeGoals(all).map(({ verdict }) => verdict)

describe('the goals', () => {
  it('are all reached where every number is good', () => {
    const goals = judgeGoals(entries(() => ({})))
    expect(goals).toHaveLength(8)
    expect(new Set(goals.map(({ verdict }) => verdict))).toEqual(new Set(['reached']))
  })

  it('want half of the error gone on hippocampus at 5 and 10 %, each', () => {
    const goals = judgeGoals(entries((set, density) => (set === 'hippocampus' && density === 0.1 ? { cut: 49.9 } : {})))
    expect(goals[0]).toMatchObject({ reached: 60, verdict: 'reached' })
    expect(goals[1]).toMatchObject({ reached: 49.9, threshold: 50, verdict: 'not reached' })
  })

  it('take the mean of the cuts over the sets: 45, 20 and 10 are 25', () => {
    const cuts: Record<string, number> = { hippocampus: 45, ibsi_sts: 20, acdc: 10 }
    const goals = judgeGoals(entries((set, density) => (density === 0.2 ? { cut: cuts[set] } : {})))
    expect(goals[4]).toMatchObject({ threshold: 25, reached: 25, verdict: 'reached' })
    const less = judgeGoals(entries((set, density) => (density === 0.2 ? { cut: cuts[set] - 0.3 } : {})))
    expect(less[4].verdict).toBe('not reached')
    // At 40 % fifteen are enough.
    expect(judgeGoals(entries((_, density) => (density === 0.4 ? { cut: 15 } : {})))[5]).toMatchObject({
      threshold: 15,
      verdict: 'reached',
    })
  })

  it('name where it is worst, and allow 0.005', () => {
    const worst = (difference: number) =>
      judgeGoals(entries((set, density) => (set === 'acdc' && density === 0.8 ? { difference } : {})))[6]
    expect(worst(-0.005)).toMatchObject({ verdict: 'reached', basis: 'acdc at ρ = 0.8' })
    expect(worst(-0.006)).toMatchObject({ verdict: 'not reached', reached: -0.006 })
  })

  it('average the estimate’s error over the densities', () => {
    // (0.01 · 4 + 0.11) / 5 = 0.03
    const goals = judgeGoals(
      entries((set, density) => (set === 'hippocampus' && density === 0.05 ? { estimateError: 0.11 } : {})),
    )
    expect(goals[7].reached).toBeCloseTo(0.03, 10)
    expect(judgeGoals(entries((set) => (set === 'hippocampus' ? { estimateError: 0.031 } : {})))[7].verdict).toBe(
      'not reached',
    )
  })

  it('say so where something was not measured, and look at the reporting halves of auto alone', () => {
    const withoutAcdc = judgeGoals(entries((set) => (set === 'acdc' ? null : {})))
    expect(withoutAcdc.map(({ verdict }) => verdict)).toEqual([
      'reached',
      'reached',
      ...Array<string>(5).fill('not measured'),
      'reached',
    ])
    expect(withoutAcdc[2].basis).toBe('not measured on acdc')
    const tuning = entries(() => ({})).map((entry): GoalEntry => ({ ...entry, half: 'tuning' }))
    const other = entries(() => ({})).map((entry): GoalEntry => ({ ...entry, method: 'cohort' }))
    expect(new Set(verdicts([...tuning, ...other]))).toEqual(new Set(['not measured']))
  })
})
