import { describe, expect, it } from 'vitest'
import { mostProbableClasses } from '../../../../src-main/domain/labels/mostProbableClasses'

describe('mostProbableClasses', () => {
  // Three pixels, two classes: .9/.1, .2/.8, .5/.5
  it.each([
    { layout: 'channels-last', probabilities: [0.9, 0.1, 0.2, 0.8, 0.5, 0.5] },
    { layout: 'channels-first', probabilities: [0.9, 0.2, 0.5, 0.1, 0.8, 0.5] },
  ] as const)('takes the higher probability, the lower class of equals ($layout)', ({ layout, probabilities }) => {
    const classes = mostProbableClasses({ probabilities: Float32Array.from(probabilities), classCount: 2, layout })
    expect([...classes]).toEqual([0, 1, 0])
  })
})
