import { describe, expect, it } from 'vitest'
import { planNnunetLabels } from '../../../../src-main/engine/exports/planNnunetLabels'

describe('planNnunetLabels', () => {
  it('numbers classes 1, 2, 3 … and puts "ignore" on top', () => {
    const plan = planNnunetLabels({ classes: [7, 3, 3], classNames: { '3': 'liver', '9': 'spleen' }, isSparse: true })
    expect(plan.labels).toEqual({ background: 0, liver: 1, class_7: 2, spleen: 3, ignore: 4 })
    expect([0, 3, 7, 9, 255].map((label) => plan.exportedByLabel[label])).toEqual([0, 1, 2, 3, 4])
    expect(plan.ignoreLabel).toBe(4)
  })

  it('has no "ignore" where every voxel is annotated, and no name twice', () => {
    const plan = planNnunetLabels({
      classes: [1, 2, 3],
      classNames: { '1': 'tumour', '2': 'tumour', '3': 'ignore' },
      isSparse: false,
    })
    expect(plan.labels).toEqual({ background: 0, tumour: 1, tumour_2: 2, ignore_3: 3 })
    expect(plan.ignoreLabel).toBeNull()
  })
})
