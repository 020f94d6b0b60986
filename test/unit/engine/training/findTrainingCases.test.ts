import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findTrainingCases, splitOffValidation } from '../../../../src-main/engine/training/findTrainingCases'
import { temporaryFolder } from '../../../support/temporaryFolder'

function folders(images: string[], labels: string[]) {
  const folder = temporaryFolder()
  for (const [name, files] of Object.entries({ images, labels })) {
    mkdirSync(join(folder, name))
    for (const file of files) writeFileSync(join(folder, name, file), '')
  }
  return { images: join(folder, 'images'), labels: join(folder, 'labels'), signal: new AbortController().signal }
}

describe('findTrainingCases', () => {
  it('pairs by name and says what has no partner', async () => {
    const request = folders(['b.nii.gz', 'a.nii', 'lonely.nii.gz'], ['a.nii.gz', 'b_label.nii.gz', 'notes.txt'])
    const { cases, problems } = await findTrainingCases(request)
    expect(cases.map(({ caseId }) => caseId)).toEqual(['a', 'b'])
    expect(problems).toMatchObject([{ code: 'CASE_PAIRING', path: join(request.images, 'lonely.nii.gz') }])
  })

  it('refuses folders without a pair, and folders that are not there', async () => {
    await expect(findTrainingCases(folders(['a.nii.gz'], ['z.nii.gz']))).rejects.toMatchObject({ code: 'NO_CASES' })
    const request = { ...folders([], []), images: '/does/not/exist' }
    await expect(findTrainingCases(request)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})

describe('splitOffValidation', () => {
  const cases = ['e', 'a', 'd', 'b', 'c'].map((caseId) => ({ caseId }))
  const idsOf = (some: { caseId: string }[]) => some.map(({ caseId }) => caseId).join('')

  it('draws by the seed, whatever the order of the cases', () => {
    const split = splitOffValidation({ cases, fraction: 0.4, seed: 1 })
    expect(split.validationCases).toHaveLength(2)
    expect(
      idsOf([...split.validationCases, ...split.trainingCases].sort((a, b) => (a.caseId < b.caseId ? -1 : 1))),
    ).toBe('abcde')
    expect(splitOffValidation({ cases: [...cases].reverse(), fraction: 0.4, seed: 1 })).toEqual(split)
    const drawn = [0, 1, 2, 3, 4].map((seed) =>
      idsOf(splitOffValidation({ cases, fraction: 0.2, seed }).validationCases),
    )
    expect(new Set(drawn).size).toBeGreaterThan(1)
  })

  it('always leaves a case on both sides', () => {
    const two = cases.slice(0, 2)
    for (const fraction of [0.01, 0.99]) {
      const { trainingCases, validationCases } = splitOffValidation({ cases: two, fraction, seed: 0 })
      expect([trainingCases.length, validationCases.length]).toEqual([1, 1])
    }
    expect(() => splitOffValidation({ cases: two.slice(1), fraction: 0.5, seed: 0 })).toThrow('at least two are needed')
  })
})
