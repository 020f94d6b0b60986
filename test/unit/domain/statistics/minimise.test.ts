import { describe, expect, it } from 'vitest'
import { minimise } from '../../../../src-main/domain/statistics/minimise'

describe('minimise', () => {
  it('finds the valley of Rosenbrock (1960), whose lowest point is (1, 1)', () => {
    const objective = ([x, y]: readonly number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2
    const [x, y] = minimise({ objective, start: [-1.2, 1], steps: [0.5, 0.5], evaluationLimit: 1000 })
    expect(x).toBeCloseTo(1, 3)
    expect(y).toBeCloseTo(1, 3)
  })

  it('stops at the limit', () => {
    let evaluations = 0
    const objective = ([x]: readonly number[]) => (evaluations++, x * x)
    minimise({ objective, start: [100], steps: [1e-3], evaluationLimit: 10 })
    expect(evaluations).toBeLessThan(14)
  })
})
