import { describe, expect, it } from 'vitest'
import type { CaseRole } from '../../../../src-main/domain/cases/caseRole'
import { splitCases, type SplitCase } from '../../../../src-main/domain/experiment/splitCases'

const loose = (count: number, hint: (at: number) => CaseRole | null = () => null): SplitCase[] =>
  Array.from({ length: count }, (_, at) => ({
    caseId: `case-${String(at).padStart(2, '0')}`,
    patientId: null,
    splitHint: hint(at),
  }))

/** Three volumes of every patient. */
const ofPatients = (patientCount: number): SplitCase[] =>
  loose(3 * patientCount).map((each, at) => ({ ...each, patientId: `patient-${Math.floor(at / 3)}` }))

const seeded = { by: 'seed', seed: 0, train: 'rest', validation: 0.1, test: 0.25 } as const

describe('splitCases', () => {
  it('splits by case where patients are unknown, and says so', () => {
    const split = splitCases({ cases: loose(20), split: seeded })
    expect(split.splitBy).toBe('case')
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([13, 2, 5])
    expect([...split.train, ...split.validation, ...split.test].sort()).toEqual(loose(20).map(({ caseId }) => caseId))
  })

  it('keeps patients whole and disjoint where all are known', () => {
    const cases = ofPatients(10)
    const split = splitCases({ cases, split: seeded })
    expect(split.splitBy).toBe('patient')
    const patientsOf = (ids: readonly string[]) =>
      new Set(cases.filter(({ caseId }) => ids.includes(caseId)).map(({ patientId }) => patientId))
    const [train, validation, test] = [patientsOf(split.train), patientsOf(split.validation), patientsOf(split.test)]
    expect(new Set([...train, ...validation, ...test]).size).toBe(train.size + validation.size + test.size)
    // A quarter of 30 cases is 8 (7.5 rounded): three whole patients, 9 cases; a tenth is 3: one patient.
    expect([train.size, validation.size, test.size]).toEqual([6, 1, 3])
  })

  it('takes counts, leaves the others out, and keeps the test cases whatever the other parts are', () => {
    const counts = { by: 'seed', seed: 3, train: 8, validation: 2, test: 6 } as const
    const split = splitCases({ cases: loose(24), split: counts })
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([8, 2, 6])
    expect(splitCases({ cases: loose(24), split: { ...counts, train: 10, validation: 4 } }).test).toEqual(split.test)
    expect(splitCases({ cases: loose(24), split: { ...counts, seed: 4 } }).test).not.toEqual(split.test)
  })

  it("takes the data set's own roles", () => {
    const roles: CaseRole[] = ['train', 'train', 'train', 'train', 'validation', 'test', 'test']
    const split = splitCases({
      cases: loose(7, (at) => roles[at]!),
      split: { by: 'workspace', seed: 0, validation: 0.2 },
    })
    expect(split).toEqual({
      train: ['case-00', 'case-01', 'case-02', 'case-03'],
      validation: ['case-04'],
      test: ['case-05', 'case-06'],
      splitBy: 'case',
    })
  })

  it('draws validation cases from the training cases where the data set names none', () => {
    const cases = loose(12, (at) => (at < 10 ? 'train' : 'test'))
    const split = splitCases({ cases, split: { by: 'workspace', seed: 0, validation: 0.2 } })
    expect(split.test).toEqual(['case-10', 'case-11'])
    expect(split.validation).toHaveLength(2)
    expect([...split.train, ...split.validation].sort()).toEqual(cases.slice(0, 10).map(({ caseId }) => caseId))
  })

  it.each([
    ['no test cases in the data set', loose(4, () => 'train'), { by: 'workspace', seed: 0, validation: 1 }, 'NO_CASES'],
    ['two cases for three parts', loose(2), { ...seeded, validation: 1, test: 1 }, 'NO_CASES'],
    ['more cases than there are', loose(10), { ...seeded, train: 8, test: 6 }, 'SPEC_INVALID'],
    [
      'a patient on both sides of the split that the data set brings',
      loose(4, (at) => (at < 3 ? 'train' : 'test')).map((each) => ({ ...each, patientId: 'p' })),
      { by: 'workspace', seed: 0, validation: 1 },
      'SPEC_INVALID',
    ],
  ] as const)('refuses %s', (_, cases, split, code) => {
    expect(() => splitCases({ cases, split })).toThrow(expect.objectContaining({ code }))
  })
})
