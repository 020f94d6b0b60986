import type { InterpolationQuality, Results, RunResult } from '../../src-main/domain/experiment/results'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'
import { meanAndSd } from '../../src-main/domain/statistics/meanAndSd'

export interface SyntheticGrid {
  readonly models: readonly string[]
  readonly densities: readonly number[]
  readonly volumeFractions: readonly number[]
  readonly policies: readonly string[]
  readonly propagators: readonly string[]
  readonly seeds: readonly number[]
  readonly trainCaseCount: number
  readonly testCaseCount: number
  readonly slicesPerVolume: number
  readonly interpolationDatasets: readonly string[]
}

/** The paper's whole grid. */
export const paperGrid: SyntheticGrid = {
  models: ['unet-2d'],
  densities: [0.05, 0.1, 0.2, 0.4, 0.8],
  volumeFractions: [0.125, 0.25, 0.5, 1],
  policies: ['fixed-interval', 'uniform-random'],
  propagators: ['morphological-contour', 'nearest', 'signed-distance'],
  seeds: [0, 1],
  trainCaseCount: 48,
  testCaseCount: 20,
  slicesPerVolume: 40,
  interpolationDatasets: ['hippocampus-like', 'lesion-like'],
}

/** What `npm run demo` runs: few densities, few test cases, one seed. */
export const demoGrid: SyntheticGrid = {
  ...paperGrid,
  densities: [0.1, 0.4],
  volumeFractions: [0.5, 1],
  propagators: ['signed-distance'],
  seeds: [0],
  trainCaseCount: 14,
  testCaseCount: 6,
  slicesPerVolume: 35,
  interpolationDatasets: ['hippocampus-like'],
}

/**
 * SYNTHETIC numbers, made by formulas from a seed: nothing was trained and nothing was measured. They only look like results, so that
 * figures and the report can be drawn and tested.
 */
export function syntheticResults(grid: SyntheticGrid, seed = 7): Results {
  const random = new SeededRandom(seed)
  const caseIds = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}-${String(at + 1).padStart(3, '0')}`)
  const trainCaseIds = caseIds('train', grid.trainCaseCount)
  const testCaseIds = caseIds('test', grid.testCaseCount)
  const difficulty = new Map(testCaseIds.map((caseId) => [caseId, random.normal() * 0.05]))
  const trainingSliceCount = grid.trainCaseCount * grid.slicesPerVolume

  const run = (
    configuration: RunResult['configuration'],
    isDenseReference: boolean,
    expectedIou: number,
  ): RunResult => {
    const offset = random.normal() * 0.006
    const cases = testCaseIds.map((caseId) => ({
      caseId,
      classes: [1, 2].map((label) => {
        const noise = random.normal() * 0.02 + (difficulty.get(caseId) ?? 0) + (label === 2 ? -0.03 : 0.02)
        const iou = Math.min(0.97, Math.max(0.02, expectedIou + offset + noise))
        const distanceMm = 0.4 + 6 * (1 - iou)
        return { label, iou, dice: (2 * iou) / (1 + iou), hd95Mm: distanceMm, assdMm: distanceMm / 3 }
      }),
    }))
    const summary = (metric: 'iou' | 'dice' | 'hd95Mm' | 'assdMm') =>
      meanAndSd(cases.map(({ classes }) => (classes[0][metric] + classes[1][metric]) / 2))
    const iou = summary('iou')
    const { model, densityFraction, volumeFraction, policy, propagator } = configuration
    const chosen = trainCaseIds.slice(0, Math.ceil(volumeFraction * grid.trainCaseCount))
    const cellId = `${model}_d${densityFraction * 100}_v${volumeFraction * 100}_${policy}${propagator === null ? '' : `_${propagator}`}`
    return {
      runId: random.nextUint32().toString(16).padStart(8, '0'),
      cellId,
      configuration,
      isDenseReference,
      nominalBudgetSlices: densityFraction * volumeFraction * trainingSliceCount,
      annotatedSliceCount: chosen.length * Math.max(1, Math.floor(densityFraction * grid.slicesPerVolume + 0.5)),
      trainingCaseIds: chosen,
      bestValidation: { metric: 'foregroundIou', value: expectedIou, step: 900 },
      cases,
      foreground: { iou, dice: summary('dice'), hd95Mm: summary('hd95Mm'), assdMm: summary('assdMm') },
      pooled: {
        classes: [1, 2].map((label) => ({ label, iou: (iou.mean ?? 0) + (label === 1 ? 0.025 : -0.015) })),
        iou: (iou.mean ?? 0) + 0.005,
      },
    }
  }

  const runs: RunResult[] = []
  for (const model of grid.models) {
    const expected = (density: number, volumes: number) =>
      0.76 -
      0.035 * (grid.slicesPerVolume * density) ** -0.7 -
      0.07 * (volumes * 8) ** -0.8 -
      0.02 * (density * volumes) ** -0.25
    const base = { model, steps: 1000 }
    for (const runSeed of grid.seeds) {
      const dense = {
        ...base,
        densityFraction: 1,
        volumeFraction: 1,
        policy: 'fixed-interval',
        propagator: null,
        seed: runSeed,
      }
      runs.push(run(dense, true, expected(1, 1)))
      for (const policy of grid.policies)
        for (const densityFraction of grid.densities)
          for (const volumeFraction of grid.volumeFractions) {
            const configuration = { ...base, densityFraction, volumeFraction, policy, propagator: null, seed: runSeed }
            const luck = policy === 'uniform-random' ? -0.008 : 0
            const iou = expected(densityFraction, volumeFraction) + luck
            runs.push(run(configuration, false, iou))
            if (volumeFraction !== 1) continue
            grid.propagators.forEach((propagator, at) => {
              const gain = 0.02 * (at - 0.7) - 0.01 * densityFraction
              runs.push(run({ ...configuration, propagator }, false, iou + gain))
            })
          }
    }
  }
  return {
    formatVersion: 1,
    experiment: 'synthetic',
    dataset: {
      name: 'SYNTHETIC (no images)',
      classNames: { '1': 'anterior', '2': 'posterior' },
      trainCaseIds,
      validationCaseIds: caseIds('validation', 4),
      testCaseIds,
      splitBy: 'case',
      trainingSliceCount,
    },
    runs,
    interpolationQuality: syntheticInterpolation(grid, random),
  }
}

function syntheticInterpolation(grid: SyntheticGrid, random: SeededRandom): InterpolationQuality[] {
  const measured: InterpolationQuality[] = []
  grid.interpolationDatasets.forEach((dataset, datasetIndex) => {
    for (let caseIndex = 0; caseIndex < 6; caseIndex++) {
      const difficulty = random.normal() * 0.03
      for (const densityFraction of grid.densities)
        grid.propagators.forEach((propagator, propagatorIndex) => {
          for (const label of [1, 2]) {
            const furthest = Math.max(1, Math.floor(0.5 / densityFraction))
            const decay = 0.04 + 0.05 * datasetIndex + 0.012 * propagatorIndex
            const byDistance = Array.from({ length: furthest }, (_, at) => {
              const iou = 0.93 * Math.exp(-decay * at) + difficulty + random.normal() * 0.01
              const unionVoxels = 2000 - 60 * at
              return {
                distanceSlices: at + 1,
                intersectionVoxels: Math.round(unionVoxels * Math.min(0.99, Math.max(0.01, iou))),
                unionVoxels,
              }
            })
            const sum = (of: 'intersectionVoxels' | 'unionVoxels') =>
              byDistance.reduce((total, each) => total + each[of], 0)
            const iouUnannotatedSlices = sum('intersectionVoxels') / sum('unionVoxels')
            const iouAllSlices = densityFraction + (1 - densityFraction) * iouUnannotatedSlices
            const caseId = `${dataset}-${caseIndex + 1}`
            const policy = 'fixed-interval'
            measured.push({
              dataset,
              caseId,
              propagator,
              densityFraction,
              policy,
              seed: 0,
              label,
              iouAllSlices,
              iouUnannotatedSlices,
              byDistance,
            })
          }
        })
    }
  })
  return measured
}
