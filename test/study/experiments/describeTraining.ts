import { describeSigned } from '../../../src-main/domain/analysis/describeNumbers'
import { foregroundByCase } from '../../../src-main/domain/analysis/foregroundByCase'
import { summariseReplicates } from '../../../src-main/domain/analysis/summariseReplicates'
import type { Results } from '../../../src-main/domain/experiment/results'
import type { Interval } from '../../../src-main/domain/statistics/bootstrapInterval'
import { comparePaired } from '../../../src-main/domain/statistics/comparePaired'
import { describeIou, markdownTable, withInterval } from '../markdown'
import { describeSetting, seedOf, withSameSeeds } from './matchedRuns'

/** Training with a propagator's masks against training without, on the same slices of the same volumes. */
interface TrainingRow {
  readonly densityFraction: number
  readonly propagator: string
  readonly seeds: readonly number[]
  readonly testCaseCount: number
  readonly iouWithout: number
  readonly iouWith: number
  readonly difference: number
  /** 95 % bootstrap over test cases, seeds averaged first. */
  readonly interval: Interval | null
  readonly canBeToldApart: boolean
}

export function describeTraining(results: Results): { introduction: string; tables: string; rows: TrainingRow[] } {
  const rows = trainingRows(results)
  const dense = summariseReplicates(results.runs.filter((run) => run.isDenseReference))
  const denseLine =
    dense === null
      ? ''
      : `\n\nThe same network trained on every slice of every training volume: ${withInterval(dense.iou, dense.interval, describeIou)}.`
  const table = markdownTable(
    ['ρ', 'masks from', 'IoU without', 'IoU with', 'difference (95 % interval)', 'told apart'],
    rows.map(({ densityFraction, propagator, iouWithout, iouWith, difference, interval, canBeToldApart }) => [
      String(densityFraction),
      propagator,
      describeIou(iouWithout),
      describeIou(iouWith),
      withInterval(difference, interval, (value) => describeSigned(value, 3)),
      canBeToldApart ? (difference > 0 ? 'masks help' : 'masks hurt') : 'no',
    ]),
  )
  return {
    introduction: `# Training with propagated masks

Test IoU of a 2D network trained on the annotated slices alone, and on the same slices plus the masks that each propagator makes between them, on all training volumes
(s = 1; the paper's Figure 4). ${describeSetting(results)} Differences are paired by test case, seeds averaged first; learned propagators are trained on
the training volumes of each run alone.

Made by \`npm run study:training\` (\`test/study/training.ts\`) from the experiment's \`results.json\`; not to be edited by hand.`,
    tables: `${table}${denseLine}`,
    rows,
  }
}

function trainingRows({ runs }: Results): TrainingRow[] {
  const sparse = runs.filter((run) => !run.isDenseReference)
  const groups = Map.groupBy(sparse, ({ configuration: { densityFraction } }) => densityFraction)
  return [...groups]
    .sort(([a], [b]) => a - b)
    .flatMap(([densityFraction, same]) => {
      const plain = same.filter(({ configuration }) => configuration.propagator === null)
      const ids = [...new Set(same.flatMap(({ configuration }) => configuration.propagator ?? []))]
      return ids.flatMap((propagator): TrainingRow[] => {
        const filled = same.filter(({ configuration }) => configuration.propagator === propagator)
        const [without, withMasks] = withSameSeeds(plain, filled)
        const compared = comparePaired(foregroundByCase(withMasks, 'iou'), foregroundByCase(without, 'iou'))
        const [before, after] = [summariseReplicates(without), summariseReplicates(withMasks)]
        if (compared === null || before === null || after === null) return []
        return [
          {
            densityFraction,
            propagator,
            seeds: withMasks.map(seedOf),
            testCaseCount: compared.caseCount,
            iouWithout: before.iou,
            iouWith: after.iou,
            difference: compared.meanDifference,
            interval: compared.interval,
            canBeToldApart: compared.canBeToldApart,
          },
        ]
      })
    })
}
