import { describe, expect, it } from 'vitest'
import type { CaseRecord } from '../../../../src-main/domain/cases/caseRecord'
import { parseExperimentSpec } from '../../../../src-main/domain/experiment/experimentSpec'
import { planExperiment, type ExperimentCase } from '../../../../src-main/engine/experiments/planExperiment'
import { runsWithItsPropagator } from '../../../../src-main/engine/experiments/RunPropagator'

/** Eight cases of 10 slices: 00–04 train, 05 validates, 06 and 07 test. */
const cases: ExperimentCase[] = Array.from({ length: 8 }, (_, at) => caseOf(at))

function caseOf(at: number, change: Partial<CaseRecord> = {}): ExperimentCase {
  const caseId = `case-0${at}`
  const record: CaseRecord = {
    caseId,
    dataset: 'toy',
    patientId: null,
    image: {
      path: `/somewhere/${caseId}.nii`,
      files: null,
      sizeBytes: 1,
      modifiedAtMs: 0,
      sha256: `image-${at}`,
      channel: null,
      storedType: 'int16',
      isCopied: false,
    },
    label: null,
    geometry: { size: [4, 4, 10], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    sliceAxis: 'k',
    modality: null,
    storedWindows: [],
    classes: [1],
    splitHint: at < 5 ? 'train' : at === 5 ? 'validation' : 'test',
    warnings: [],
    ...change,
  }
  return { record, labelPath: `/somewhere/labels/${caseId}.nii.gz`, labelSha256: `label-${at}` }
}

const device = { deviceId: 'onnx-cpu', threads: 2, library: 'onnxruntime 1.30.0' }
const known = {
  models: ['unet-2d'],
  policies: ['fixed-interval', 'uniform-random'],
  propagators: ['nearest', 'sli2vol', 'cohort'],
}

function plan(change: object = {}, planned: readonly ExperimentCase[] = cases, on = device) {
  const spec = parseExperimentSpec({
    value: {
      name: 'toy',
      split: { by: 'workspace' },
      grid: { densities: [0.2], volumeFractions: [0.4, 1], policies: ['fixed-interval'] },
      ...change,
    },
    known,
  })
  return planExperiment({ spec, cases: planned, classNames: { '1': 'liver' }, device: on })
}

const runIds = (...of: Parameters<typeof plan>) => plan(...of).runs.map(({ runId }) => runId)

describe('planExperiment', () => {
  it('lays the grid out over the cases', () => {
    const { dataset, runs, classLabels } = plan()
    expect(dataset).toEqual({
      name: 'toy',
      classNames: { '1': 'liver' },
      trainCaseIds: ['case-00', 'case-01', 'case-02', 'case-03', 'case-04'],
      validationCaseIds: ['case-05'],
      testCaseIds: ['case-06', 'case-07'],
      splitBy: 'case',
      trainingSliceCount: 50,
    })
    expect(classLabels).toEqual([1])
    // ρ 0.2 of 10 slices is 2 a volume; s 0.4 of 5 volumes is 2; T is 50.
    expect(
      runs.map(({ cell, nominalBudgetSlices, annotatedSliceCount, trainingCases }) => [
        cell.cellId,
        nominalBudgetSlices,
        annotatedSliceCount,
        trainingCases.length,
      ]),
    ).toEqual([
      ['unet-2d_d20_v40_fixed-interval', 4, 4, 2],
      ['unet-2d_d20_v100_fixed-interval', 10, 10, 5],
      ['unet-2d_d100_v100_every-slice', 50, 50, 5],
    ])
  })

  it('keeps the run ids when cells are added, and where the files lie or how often checkpoints are written does not matter', () => {
    const before = runIds()
    const grid = { densities: [0.2, 0.5], volumeFractions: [0.4, 1], policies: ['fixed-interval', 'uniform-random'] }
    expect(runIds({ grid })).toEqual(expect.arrayContaining(before))
    expect(runIds({ training: { checkpointIntervalSteps: 7 } })).toEqual(before)
    expect(runIds({ name: 'another', keepPredictions: true })).toEqual(before)
    const moved = cases.map((each) => ({
      ...each,
      record: { ...each.record, image: { ...each.record.image, path: '/elsewhere' } },
    }))
    expect(runIds({}, moved)).toEqual(before)
  })

  it('gives other run ids to runs with a propagator where interpolated slices count less, and to no others', () => {
    const grid = {
      densities: [0.2],
      volumeFractions: [1],
      policies: ['fixed-interval'],
      propagators: ['none', 'nearest'],
    }
    const [none, nearest, dense] = runIds({ grid })
    expect(runIds({ grid, interpolatedWeight: 'one' })).toEqual([none, nearest, dense])
    for (const interpolatedWeight of ['confidence', { gamma: 0.8 }]) {
      const [noneToo, other, denseToo] = runIds({ grid, interpolatedWeight })
      expect([noneToo, denseToo]).toEqual([none, dense])
      expect(other).not.toBe(nearest)
    }
    // What an identity says by default is what it said before there was a choice.
    for (const { identity } of plan({ grid }).runs) expect(identity).not.toHaveProperty('interpolatedWeight')
  })

  it('gives other run ids where the settings, the device or a voxel change', () => {
    const before = runIds()
    for (const other of [
      runIds({ training: { learningRate: 0.5 } }),
      runIds({}, cases, { ...device, threads: 1 }),
      runIds({}, [...cases.slice(0, 7), { ...cases[7]!, labelSha256: 'edited' }]),
    ])
      expect(new Set([...before, ...other]).size).toBe(2 * before.length)
  })

  it('touches only the runs that a changed training volume is in', () => {
    const before = plan()
    const unused = before.dataset.trainCaseIds.find(
      (caseId) => !before.runs[0]!.trainingCases.some(({ record }) => record.caseId === caseId),
    )
    const edited = cases.map((each) => (each.record.caseId === unused ? { ...each, labelSha256: 'edited' } : each))
    const after = runIds({}, edited)
    expect(after[0]).toBe(before.runs[0]!.runId)
    expect(after[1]).not.toBe(before.runs[1]!.runId)
  })

  it.each<[what: string, change: object, planned: ExperimentCase[], message: RegExp]>([
    ['more runs than allowed', { limits: { runs: 2 } }, cases, /limits\.runs: the grid has 3 runs, allowed: at most 2/],
    [
      'cases that count slices on different axes',
      {},
      [caseOf(0, { sliceAxis: 'i' }), ...cases.slice(1)],
      /different axes \(i, k\)/,
    ],
  ])('refuses %s', (_, change, planned, message) => {
    expect(() => plan(change, planned)).toThrow(
      expect.objectContaining({ code: 'SPEC_INVALID', message: expect.stringMatching(message) as string }),
    )
  })
})

describe('runsWithItsPropagator', () => {
  const grid = { densities: [0.2, 0.4], volumeFractions: [0.4, 1], policies: ['fixed-interval'], seeds: [1, 2] }
  const { runs } = plan({
    grid: { ...grid, propagators: ['nearest', 'sli2vol', 'cohort'], propagatedVolumeFractions: [0.4, 1] },
  })
  const twinsOf = (propagator: string) =>
    runs
      .filter(({ configuration }) => configuration.propagator === propagator)
      .map((run) => runsWithItsPropagator({ ...plan(), runs }, run).map(({ configuration }) => configuration))

  it('are those of other densities with the same volumes and seed, where images alone are learned from', () => {
    const twins = twinsOf('sli2vol')
    expect(twins).toHaveLength(8)
    for (const each of twins) expect(each).toHaveLength(1)
    const [first] = runs.filter(({ configuration }) => configuration.propagator === 'sli2vol')
    const [[twin]] = twins
    expect(twin).toEqual({ ...first!.configuration, densityFraction: 0.4 })
  })

  it('are none where annotated slices are learned from, or nothing', () => {
    for (const propagator of ['cohort', 'nearest']) expect(twinsOf(propagator).flat()).toEqual([])
  })
})
