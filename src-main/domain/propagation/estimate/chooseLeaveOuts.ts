import type { SliceState } from '../../labels/sliceStates'
import { SeededRandom } from '../../random/SeededRandom'

/** Annotated slices next to each other (among the annotated ones) that are left out and predicted together. */
export interface LeaveOut {
  readonly caseId: string
  /** Ascending, one to `RUN_LENGTHS.length` of them. */
  readonly sliceIndices: readonly number[]
}

/** How many neighbours are left out together, so that several distances are seen, and which share of the slices goes to each. */
const RUN_LENGTHS = [
  { length: 1, share: 0.6 },
  { length: 2, share: 0.2 },
  { length: 3, share: 0.2 },
] as const

/**
 * A seeded sample of the annotated slices of a cohort to be left out, spread evenly over its cases. Slices that neither show a class nor
 * lie next to one that does are passed over (nothing can be painted into them), and so is the last slice of a case that shows a class.
 * @param options.sliceLimit at most about so many left-out slices in all
 * @returns [] where no case has two annotated slices
 */
export function chooseLeaveOuts(options: {
  readonly cases: readonly { readonly caseId: string; readonly states: readonly SliceState[] }[]
  readonly seed: number
  readonly sliceLimit?: number
}): LeaveOut[] {
  const { cases, seed, sliceLimit = 200 } = options
  const chosen: LeaveOut[] = []
  let unused = 0
  for (const { length, share } of [...RUN_LENGTHS].reverse()) {
    const random = SeededRandom.for(seed, 'leave-out', length)
    const queues = random
      .shuffled(cases)
      .map(({ caseId, states }) =>
        random.shuffled(runsOf(states, length)).map((sliceIndices) => ({ caseId, sliceIndices })),
      )
    let left = share * sliceLimit + unused
    for (let round = 0; left >= length; round++) {
      const offered = queues.flatMap((queue) => queue.slice(round, round + 1))
      if (offered.length === 0) break
      for (const each of offered) {
        if (left < length) break
        chosen.push(each)
        left -= length
      }
    }
    unused = left
  }
  return chosen
}

/** Runs of `length` neighbouring annotated slices that are worth leaving out and leave a slice with a class behind. */
function runsOf(states: readonly SliceState[], length: number): number[][] {
  const annotated = states.flatMap((state, sliceIndex) => (state === 'not-annotated' ? [] : [sliceIndex]))
  const shows = (at: number) => at >= 0 && at < annotated.length && states[annotated[at]] === 'annotated'
  const keyCount = annotated.filter((_, at) => shows(at)).length
  return annotated.flatMap((_, first) => {
    const sliceIndices = annotated.slice(first, first + length)
    if (sliceIndices.length < length) return []
    const keysInside = sliceIndices.filter((_, at) => shows(first + at)).length
    const isWorthwhile = keysInside > 0 || shows(first - 1) || shows(first + length)
    return isWorthwhile && keysInside < keyCount ? [sliceIndices] : []
  })
}
