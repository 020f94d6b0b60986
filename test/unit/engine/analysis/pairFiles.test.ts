import { describe, expect, it } from 'vitest'
import { pairFiles } from '../../../../src-main/engine/analysis/pairFiles'

const pairsOf = (references: string[], predictions: string[]) => {
  const { pairs, problems } = pairFiles({ references, predictions })
  return {
    pairs: pairs.map(({ caseId, reference, prediction }) => [caseId, reference, prediction]),
    problems: problems.map(({ path, code }) => [path, code]),
  }
}

describe('pairFiles', () => {
  it('pairs by name without folder and extension', () => {
    expect(pairsOf(['r/b.nii.gz', 'r/a.nii'], ['p/deep/a.nii.gz', 'p/b.nii.gz'])).toEqual({
      pairs: [
        ['a', 'r/a.nii', 'p/deep/a.nii.gz'],
        ['b', 'r/b.nii.gz', 'p/b.nii.gz'],
      ],
      problems: [],
    })
  })

  it('else by name without an ending that only says what the file is', () => {
    expect(pairsOf(['r/a_label.nii.gz', 'r/b-seg.nii.gz'], ['p/a.nii.gz', 'p/b_pred.nii.gz']).pairs).toEqual([
      ['a', 'r/a_label.nii.gz', 'p/a.nii.gz'],
      ['b', 'r/b-seg.nii.gz', 'p/b_pred.nii.gz'],
    ])
  })

  it('reports what has no partner, or more than one', () => {
    expect(pairsOf(['r/a.nii.gz', 'r/c.nii.gz'], ['p/b.nii.gz', 'p/1/c.nii.gz', 'p/2/c.nii.gz'])).toEqual({
      pairs: [],
      problems: [
        ['r/a.nii.gz', 'CASE_PAIRING'],
        ['r/c.nii.gz', 'CASE_PAIRING'],
        ['p/b.nii.gz', 'CASE_PAIRING'],
        ['p/1/c.nii.gz', 'CASE_PAIRING'],
        ['p/2/c.nii.gz', 'CASE_PAIRING'],
      ],
    })
  })
})
