import { bootstrapInterval, type Interval } from '../../../src-main/domain/statistics/bootstrapInterval'
import { comparePaired } from '../../../src-main/domain/statistics/comparePaired'

/** IoU on the unannotated slices by case id. */
export type IouByCase = ReadonlyMap<string, number>

export interface AgainstClassical {
  /** The classical method with the highest mean at this set and density. */
  readonly best: string
  readonly bestIou: number
  /** Mean over cases of method − best, and its 95 % bootstrap interval over cases. */
  readonly difference: number
  readonly interval: Interval | null
  /** How much of the best one's error 1 − IoU is gone, in percent; negative where there is more error. */
  readonly errorCutPercent: number | null
  readonly errorCutInterval: Interval | null
  readonly caseCount: number
}

export function meanIou(ious: IouByCase): number | null {
  if (ious.size === 0) return null
  return [...ious.values()].reduce((sum, iou) => sum + iou, 0) / ious.size
}

/** @returns null where no classical method was measured; of equal ones the first */
function bestClassical(
  classical: ReadonlyMap<string, IouByCase>,
): { id: string; iou: number; byCase: IouByCase } | null {
  let best: { id: string; iou: number; byCase: IouByCase } | null = null
  for (const [id, byCase] of classical) {
    const iou = meanIou(byCase)
    if (iou !== null && (best === null || iou > best.iou)) best = { id, iou, byCase }
  }
  return best
}

/**
 * (e_best − e_method) / e_best with e = mean over cases of 1 − IoU.
 * @returns null where the best method makes no error
 */
export function errorCutPercent({ iou, bestIou }: { iou: number; bestIou: number }): number | null {
  return bestIou >= 1 ? null : (100 * (iou - bestIou)) / (1 - bestIou)
}

/** @returns null if there is no classical method, or no case that both were measured on */
export function compareWithClassical(
  ious: IouByCase,
  classical: ReadonlyMap<string, IouByCase>,
): AgainstClassical | null {
  const best = bestClassical(classical)
  if (best === null) return null
  const paired = comparePaired(ious, best.byCase)
  if (paired === null) return null
  const caseIds = [...ious.keys()].filter((caseId) => best.byCase.has(caseId)).sort()
  const values = caseIds.map((caseId) => [ious.get(caseId) ?? 0, best.byCase.get(caseId) ?? 0] as const)
  const cutOf = (caseIndices: Iterable<number>): number | null => {
    let [iou, bestIou, count] = [0, 0, 0]
    for (const index of caseIndices) {
      iou += values[index][0]
      bestIou += values[index][1]
      count++
    }
    return errorCutPercent({ iou: iou / count, bestIou: bestIou / count })
  }
  return {
    best: best.id,
    bestIou: best.iou,
    difference: paired.meanDifference,
    interval: paired.interval,
    errorCutPercent: cutOf(values.keys()),
    errorCutInterval: bootstrapInterval({ itemCount: values.length, statistic: cutOf }),
    caseCount: values.length,
  }
}
