import { IGNORE_LABEL } from '../../../domain/labels/LabelMap'
import { SeededRandom } from '../../../domain/random/SeededRandom'
import type { PooledWindow } from './loadCohortPool'

/** With fewer annotated slices none is held out. */
const FEWEST_FOR_HOLDING_OUT = 5
/** More would say little more and take memory and time. */
const MOST_HELD_OUT = 200
/** So many are wanted, though never more than half: a fifth of few slices is a matter of luck. */
const WANTED_HELD_OUT = 20

/**
 * A seeded share of the annotated slices, spread over the volumes one by one; [] where there are too few. A volume's only slice that shows
 * a class is taken last: without it the shapes of that volume could not be told from the network, and its look could not be learned.
 */
export function chooseHeldOut<Window extends Pick<PooledWindow, 'caseId' | 'classes'>>(
  pool: readonly Window[],
  fraction: number,
  seed: number,
): Window[] {
  if (pool.length < FEWEST_FOR_HOLDING_OUT || fraction === 0) return []
  const wanted = Math.min(WANTED_HELD_OUT, Math.floor(pool.length / 2))
  const count = Math.min(MOST_HELD_OUT, Math.max(Math.round(fraction * pool.length), wanted))
  const random = SeededRandom.for(seed, 'held-out slices')
  const volumes = random
    .shuffled([...Map.groupBy(pool, ({ caseId }) => caseId).values()])
    .map((each) => random.shuffled(each))
  const kept = volumes.map((windows) => windows.findLast(showsClass) ?? windows[windows.length - 1])
  const spare = volumes.map((windows, at) => windows.filter((each) => each !== kept[at]))
  const longest = Math.max(...spare.map(({ length }) => length))
  const inTurn = Array.from({ length: longest }, (_, round) => spare.flatMap((each) => each.slice(round, round + 1)))
  return [...inTurn.flat(), ...kept].slice(0, count)
}

function showsClass({ classes }: Pick<PooledWindow, 'classes'>): boolean {
  return classes.some((each) => each !== 0 && each !== IGNORE_LABEL)
}
