import { describe, expect, it } from 'vitest'
import { describeLimitations } from '../../../../src-main/domain/analysis/describeLimitations'
import {
  describeAgreement,
  describeRecommendation,
  describeSummary,
} from '../../../../src-main/domain/analysis/describeRecommendations'
import { experimentProgress } from '../../../../src-main/domain/analysis/experimentProgress'
import { isAsGoodAsDense, recommendBudgets } from '../../../../src-main/domain/analysis/recommendBudgets'
import type { RunResult } from '../../../../src-main/domain/experiment/results'
import { literalResults, literalRun } from '../../../support/literalResults'

const sentences = (runs: readonly RunResult[]) =>
  recommendBudgets(literalResults(runs)).map((each) => describeRecommendation(each, 4).replaceAll('\u00a0', ' '))

describe('recommendBudgets', () => {
  it('names the best way to spend a budget and its lead over the next, paired by case', () => {
    const runs = [
      literalRun([0.62, 0.43, 0.81, 0.62, 0.43, 0.81], { densityFraction: 0.1, volumeFraction: 1 }),
      literalRun([0.6, 0.4, 0.8, 0.6, 0.4, 0.8], { densityFraction: 0.2, volumeFraction: 0.5 }),
    ]
    expect(sentences(runs)).toEqual([
      'At 10 slices: 10 % of the slices in all 4 volumes (IoU 0.620); +0.020 IoU [0.013, 0.027] over 20 % of the slices in 2 of 4 volumes.',
    ])
  })

  it('says so where the two cannot be told apart', () => {
    const runs = [
      literalRun([0.7, 0.4, 0.9, 0.7, 0.4, 0.9], { densityFraction: 0.1, volumeFraction: 1 }),
      literalRun([0.6, 0.5, 0.8, 0.6, 0.5, 0.8], { densityFraction: 0.2, volumeFraction: 0.5 }),
    ]
    expect(sentences(runs)[0]).toMatch(
      /cannot be told apart from 20 % of the slices in 2 of 4 volumes \(\+0\.033 IoU \[/,
    )
  })

  it('says so where there is nothing to compare, and where there are too few cases', () => {
    expect(sentences([literalRun([0.5])])[0]).toMatch(/nothing else was tried at this budget/)
    const one = [literalRun([0.5, 0.5]), literalRun([0.4, 0.4], { densityFraction: 0.2, volumeFraction: 0.5 })]
    expect(sentences(one)[0]).toMatch(/too few cases to tell it apart from/)
  })

  it('compares the policies and seeds that both have: luck of one policy is not merit of a density', () => {
    const runs = [
      literalRun([0.5, 0.5]),
      literalRun([0.9, 0.9], { policy: 'uniform-random' }),
      literalRun([0.6, 0.6], { densityFraction: 0.2, volumeFraction: 0.5 }),
    ]
    const [{ best, isMatched }] = recommendBudgets(literalResults(runs))
    expect(best.configuration.densityFraction).toBe(0.2)
    expect(isMatched).toBe(true)
  })

  it('compares all runs where they share none, and says so', () => {
    const runs = [
      literalRun([0.5, 0.5], { seed: 1 }),
      literalRun([0.6, 0.6], { densityFraction: 0.2, volumeFraction: 0.5 }),
    ]
    expect(sentences(runs)[0]).toMatch(/share no policy and seed/)
  })

  it('ranks propagated masks among the ways to spend a budget', () => {
    expect(sentences([literalRun([0.5, 0.5]), literalRun([0.6, 0.61], { propagator: 'nearest' })])[0]).toMatch(
      /^At 10 slices: 10 % of the slices in all 4 volumes, masks between them by nearest/,
    )
  })

  it('calls a budget as good as dense only if the whole interval is within 0.01', () => {
    const runs = (sparse: number[]) => [
      literalRun([0.8, 0.7, 0.8, 0.7, 0.8, 0.7], { isDenseReference: true }),
      literalRun([...sparse, ...sparse, ...sparse]),
    ]
    const [close] = recommendBudgets(literalResults(runs([0.795, 0.695])))
    const [far] = recommendBudgets(literalResults(runs([0.85, 0.65])))
    expect(isAsGoodAsDense(close)).toBe(true)
    expect(isAsGoodAsDense(far)).toBe(false)
    expect(describeSummary(literalResults(runs([0.85, 0.65])))[0]).toMatch(
      /No budget tried is shown to be within 0.01 IoU/,
    )
  })

  it('never prints an end beside 0 as 0.000', () => {
    const sixTimes = (iou: number) => [iou, iou, iou, iou, iou, iou]
    const runs = [
      literalRun(sixTimes(0.6003)),
      literalRun(sixTimes(0.6), { densityFraction: 0.2, volumeFraction: 0.5 }),
    ]
    expect(sentences(runs)[0]).toContain('+0.0003 IoU [0.0003, 0.0003] over')
  })

  it('has nothing to say of nothing', () => {
    expect(recommendBudgets(literalResults([]))).toEqual([])
    expect(describeSummary(literalResults([literalRun([null])]))).toEqual([])
  })

  it('checks the paper’s first finding only where a budget was spent on different numbers of volumes', () => {
    const wide = literalRun([0.6, 0.6])
    const narrow = literalRun([0.5, 0.5], { densityFraction: 0.2, volumeFraction: 0.5 })
    expect(describeAgreement(literalResults([wide, narrow]))).toContain('at 1 of 1 budget ')
    expect(describeAgreement(literalResults([wide]))).toContain('cannot check it')
  })
})

describe('experimentProgress', () => {
  const results = literalResults([literalRun([0.5, 0.5])])
  const done = { runId: results.runs[0].runId, cellId: 'a', state: 'done' }

  it('is complete when every planned run is in the results', () => {
    expect(experimentProgress(results, { runs: [done] })).toMatchObject({ isComplete: true, plannedRunCount: 1 })
  })

  it('counts what is missing by state and lists what failed with its reason', () => {
    const failed = { runId: 'x', cellId: 'b', state: 'failed', error: { code: 'TRAINING_DIVERGED', message: 'NaN' } }
    const progress = experimentProgress(results, {
      runs: [done, failed, { runId: 'y', cellId: 'c', state: 'queued' }, { runId: 'z', cellId: 'd', state: 'queued' }],
    })
    expect(progress.sentence).toBe('1 of 4 runs are in these results; the rest: 1 failed and 2 queued.')
    expect(progress.failures).toEqual([{ cellId: 'b', runId: 'x', code: 'TRAINING_DIVERGED', message: 'NaN' }])
    expect(describeLimitations(results, progress)[0]).toMatch(/^The experiment is not complete/)
  })

  it('does not claim to be complete without a plan', () => {
    expect(experimentProgress(results, null)).toMatchObject({ isComplete: false, plannedRunCount: null })
  })
})

describe('describeLimitations', () => {
  const progress = experimentProgress(literalResults([]), { runs: [] })

  it('names one seed, few cases and a split by case', () => {
    const results = literalResults([literalRun([0.5, 0.6])])
    const text = describeLimitations({ ...results, dataset: { ...results.dataset, splitBy: 'case' } }, progress).join(
      ' ',
    )
    expect(text).toMatch(/trained with one seed/)
    expect(text).toMatch(/2 test cases: bootstrap intervals over so few cases are too narrow/)
    expect(text).toMatch(/No patient ids were known/)
  })

  it('names budgets that rounding changed', () => {
    const rounded = { ...literalRun([0.5, 0.6]), annotatedSliceCount: 12 }
    expect(describeLimitations(literalResults([rounded]), progress).join(' ')).toContain('by up to 20\u00a0%')
  })
})

describe('an experiment that labels did not matter to', () => {
  it('warns where the smallest budget does as well as dense annotation', () => {
    const results = literalResults([
      literalRun([0.02, 0.03, 0.02, 0.03, 0.02, 0.03], { isDenseReference: true }),
      literalRun([0.02, 0.03, 0.02, 0.03, 0.02, 0.03], { densityFraction: 0.1 }),
      literalRun([0.03, 0.03, 0.03, 0.03, 0.03, 0.03], { densityFraction: 0.4 }),
    ])
    const text = describeLimitations(results, experimentProgress(results, null)).join(' ')
    expect(text).toMatch(/smallest budget does as well as dense annotation \(IoU 0\.025 against 0\.025\)/)
    expect(describeSummary(results)[0]).toContain('against dense (IoU 0.025)')
  })
})
