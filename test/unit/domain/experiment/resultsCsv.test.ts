import { describe, expect, it } from 'vitest'
import type { Results } from '../../../../src-main/domain/experiment/results'
import { resultsCsv } from '../../../../src-main/domain/experiment/resultsCsv'

const score = (mean: number | null) => ({ mean, sd: null, count: mean === null ? 0 : 1 })
const results: Results = {
  formatVersion: 1,
  experiment: 'small',
  dataset: {
    name: 'liver, "first"',
    classNames: {},
    trainCaseIds: ['a', 'b'],
    validationCaseIds: ['c'],
    testCaseIds: ['d'],
    splitBy: 'case',
    trainingSliceCount: 25,
  },
  runs: [
    {
      runId: 'f00',
      cellId: 'unet-2d_d10_v50_fixed-interval',
      configuration: {
        model: 'unet-2d',
        densityFraction: 0.1,
        volumeFraction: 0.5,
        policy: 'fixed-interval',
        propagator: null,
        seed: 0,
        steps: 100,
      },
      isDenseReference: false,
      nominalBudgetSlices: 1.25,
      annotatedSliceCount: 1,
      trainingCaseIds: ['a'],
      bestValidation: { metric: 'iou', value: 0.5, step: 50 },
      cases: [{ caseId: 'd', classes: [{ label: 1, iou: 0.25, dice: 0.4, hd95Mm: null, assdMm: null }] }],
      foreground: { iou: score(0.25), dice: score(0.4), hd95Mm: score(null), assdMm: score(null) },
      pooled: { classes: [{ label: 1, iou: 0.25 }], iou: 0.25 },
    },
  ],
  interpolationQuality: [],
}

describe('resultsCsv', () => {
  it('writes one line a run, quotes what needs it and leaves undefined numbers empty', () => {
    const [header, line, rest] = resultsCsv(results).split('\n')
    expect(header!.split(',').slice(0, 6)).toEqual([
      'experiment',
      'dataset',
      'cellId',
      'runId',
      'model',
      'densityFraction',
    ])
    expect(line).toBe(
      'small,"liver, ""first""",unet-2d_d10_v50_fixed-interval,f00,unet-2d,0.1,0.5,fixed-interval,,0,100,false,1.25,1,1,' +
        'iou,0.5,50,1,0.25,,0.4,,,,,,0.25',
    )
    expect(rest).toBe('')
  })
})
