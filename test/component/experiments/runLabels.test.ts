import { expect, it } from 'vitest'
import { describeDuration } from '../../../src-renderer/pages/experiments/describeDuration'
import { labelsOf, type Run } from '../../../src-renderer/pages/experiments/runLabels'

const run = (runId: string, change: Partial<Run> = {}): Run => ({
  runId,
  cellId: runId,
  seed: 0,
  state: 'done',
  model: 'unet-2d',
  policy: 'fixed-interval',
  propagator: 'none',
  densityFraction: 0.1,
  volumeFraction: 0.5,
  isDenseReference: false,
  volumeCount: 4,
  nominalBudgetSlices: 8,
  iou: null,
  error: null,
  ...change,
})

it('names a run by what tells it from the others', () => {
  const dense = run('d', { isDenseReference: true, policy: 'every-slice', densityFraction: 1, volumeFraction: 1 })
  // Numbers keep their unit by a space that does not break.
  const labels = (...runs: Run[]) => [...labelsOf(runs).values()].map((label) => label.replace(/\s/g, ' '))
  expect(labels(run('a'), dense)).toEqual(['ρ 10 %, s 50 %', 'dense'])
  expect(labels(run('a'), run('b', { seed: 1, policy: 'uniform-random' }), dense)).toEqual([
    'ρ 10 %, s 50 %, fixed-interval, seed 0',
    'ρ 10 %, s 50 %, uniform-random, seed 1',
    'dense, seed 0',
  ])
})

it.each([
  [44_600, '45 s'],
  [720_000, '12 min'],
  [3 * 3_600_000 + 300_000, '3 h 5 min'],
  [100 * 3_600_000, '4 days'],
  [-5, '0 s'],
])('%i ms is %s', (milliseconds, said) => expect(describeDuration(milliseconds)).toBe(said))
