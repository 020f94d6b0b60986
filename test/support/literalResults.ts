import type {
  CellConfiguration,
  InterpolationQuality,
  Results,
  RunResult,
} from '../../src-main/domain/experiment/results'
import { meanAndSd } from '../../src-main/domain/statistics/meanAndSd'

const NOTHING = meanAndSd([])

/** A run with these foreground IoUs of one class in test cases a, b, c …; null: the class is absent from both. T is 100 slices. */
export function literalRun(
  ious: readonly (number | null)[],
  configuration: Partial<CellConfiguration> & { isDenseReference?: boolean } = {},
): RunResult {
  const { isDenseReference = false, ...chosen } = configuration
  const full: CellConfiguration = {
    model: 'unet-2d',
    densityFraction: 0.1,
    volumeFraction: 1,
    policy: 'fixed-interval',
    propagator: null,
    seed: 0,
    steps: 100,
    ...(isDenseReference ? { densityFraction: 1 } : {}),
    ...chosen,
  }
  const trainingCaseIds = ['t1', 't2', 't3', 't4'].slice(0, Math.ceil(full.volumeFraction * 4))
  const budget = full.densityFraction * full.volumeFraction * 100
  return {
    runId: JSON.stringify(full),
    cellId: `${full.model}_d${full.densityFraction * 100}_v${full.volumeFraction * 100}_${full.policy}`,
    configuration: full,
    isDenseReference,
    nominalBudgetSlices: budget,
    annotatedSliceCount: Math.round(budget),
    trainingCaseIds,
    bestValidation: { metric: 'iou', value: 0.5, step: 100 },
    cases: ious.map((iou, at) => ({
      caseId: String.fromCharCode(97 + at),
      classes: [{ label: 1, iou, dice: iou, hd95Mm: iou === 0 ? null : 2, assdMm: iou === 0 ? null : 1 }],
    })),
    foreground: { iou: meanAndSd(ious), dice: meanAndSd(ious), hd95Mm: NOTHING, assdMm: NOTHING },
    pooled: { classes: [{ label: 1, iou: 0.5 }], iou: 0.5 },
  }
}

/** Four training volumes with 25 slices each. */
export function literalResults(
  runs: readonly RunResult[],
  interpolationQuality: readonly InterpolationQuality[] = [],
): Results {
  return {
    formatVersion: 1,
    experiment: 'literal',
    dataset: {
      name: 'blocks',
      classNames: { '1': 'block' },
      trainCaseIds: ['t1', 't2', 't3', 't4'],
      validationCaseIds: ['v1'],
      testCaseIds: runs[0]?.cases.map(({ caseId }) => caseId) ?? [],
      splitBy: 'patient',
      trainingSliceCount: 100,
    },
    runs: [...runs],
    interpolationQuality: [...interpolationQuality],
  }
}

/** One case of data set "blocks" whose interpolation was measured; voxels by distance as [intersection, union]. */
export function literalQuality(
  chosen: Partial<InterpolationQuality>,
  ...voxels: readonly (readonly [number, number])[]
): InterpolationQuality {
  return {
    dataset: 'blocks',
    caseId: 'a',
    propagator: 'nearest',
    densityFraction: 0.1,
    policy: 'fixed-interval',
    seed: 0,
    label: 1,
    iouAllSlices: 0.8,
    iouUnannotatedSlices: 0.6,
    byDistance: voxels.map(([intersectionVoxels, unionVoxels], at) => ({
      distanceSlices: at + 1,
      intersectionVoxels,
      unionVoxels,
    })),
    ...chosen,
  }
}
