import { mostProbableClasses } from '../../../domain/labels/mostProbableClasses'
import { throwIfCancelled } from '../../../domain/errors'
import type { PropagationContext } from '../../../domain/propagation/Propagator'
import type { CarrySettings } from './reconstructionParams'
import { resamplePlane } from './resamplePlane'
import type { SliceCorrespondence, SoftMask } from './SliceCorrespondence'
import { verifySlice } from './verifySlice'

/** A mask on its way: where it is, and the key slice it came from. */
export interface Carried {
  readonly mask: SoftMask
  readonly key: SoftMask
}

/**
 * A key slice's mask on the network's grid: how much of each pixel every class covers.
 *
 * @param options.classes [height, width] as stored, class indices (0 is background)
 */
export function keyMask(options: {
  correspondence: SliceCorrespondence
  sliceIndex: number
  classes: Uint8Array
}): Carried {
  const { correspondence, sliceIndex, classes } = options
  const { stored, grid, classCount } = correspondence
  const probabilities = resamplePlane({
    data: oneHot(classes, classCount),
    from: stored,
    to: grid,
    channelCount: classCount,
  })
  const mask = { sliceIndex, probabilities }
  return { mask, key: mask }
}

/** One step to a neighbouring slice: along the affinity, then verified and hardened as the settings say. */
export async function carryOnce(options: {
  correspondence: SliceCorrespondence
  from: Carried
  toSliceIndex: number
  settings: CarrySettings
}): Promise<Carried> {
  const { correspondence, from, toSliceIndex, settings } = options
  const { classCount, grid } = correspondence
  const carried = await correspondence.carry({ previous: from.mask, key: from.key, toSliceIndex })
  if (!settings.verification && settings.carry === 'soft') return { mask: carried, key: from.key }
  const classesOf = (probabilities: Float32Array) =>
    mostProbableClasses({ probabilities, classCount, layout: 'channels-last' })
  const candidate = classesOf(carried.probabilities)
  const classes = settings.verification
    ? verifySlice({
        candidate,
        previous: classesOf(from.mask.probabilities),
        grey: await correspondence.grey(toSliceIndex),
        previousGrey: await correspondence.grey(from.mask.sliceIndex),
        size: grid,
        classCount,
      })
    : candidate
  const probabilities =
    settings.carry === 'hard'
      ? oneHot(classes, classCount)
      : corrected({ probabilities: carried.probabilities, candidate, classes, classCount })
  return { mask: { sliceIndex: toSliceIndex, probabilities }, key: from.key }
}

/**
 * The masks that come from the key slices on both sides of a gap, on the network's grid: what fusion weighs.
 *
 * @returns for every slice between the two, ascending: what came from below and what came from above
 */
export async function reconstructionFronts(options: {
  correspondence: SliceCorrespondence
  lower: Carried
  upper: Carried
  settings: CarrySettings
  context: PropagationContext
}): Promise<{ readonly below: Float32Array; readonly above: Float32Array }[]> {
  const { lower, upper, context } = options
  const [first, last] = [lower.mask.sliceIndex + 1, upper.mask.sliceIndex - 1]
  const along = async (start: Carried, sliceIndices: readonly number[]) => {
    const masks: Float32Array[] = []
    let from = start
    for (const toSliceIndex of sliceIndices) {
      throwIfCancelled(context.signal, 'Propagation')
      from = await carryOnce({ ...options, from, toSliceIndex })
      masks.push(from.mask.probabilities)
      await context.breathe()
    }
    return masks
  }
  const between = Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const below = await along(lower, between)
  const above = (await along(upper, between.toReversed())).toReversed()
  return between.map((_, at) => ({ below: below[at], above: above[at] }))
}

/** Class indices on the stored grid: probabilities enlarged linearly, then the largest. */
export function storedClasses(correspondence: SliceCorrespondence, probabilities: Float32Array): Uint8Array {
  const { stored, grid, classCount } = correspondence
  return mostProbableClasses({
    probabilities: resamplePlane({ data: probabilities, from: grid, to: stored, channelCount: classCount }),
    classCount,
    layout: 'channels-last',
  })
}

function oneHot(classes: Uint8Array, classCount: number): Float32Array {
  const result = new Float32Array(classes.length * classCount)
  classes.forEach((label, at) => (result[at * classCount + label] = 1))
  return result
}

/** Where verification decided otherwise, it is certain. */
function corrected(options: {
  probabilities: Float32Array
  candidate: Uint8Array
  classes: Uint8Array
  classCount: number
}): Float32Array {
  const { candidate, classes, classCount } = options
  const probabilities = options.probabilities.slice()
  classes.forEach((label, at) => {
    if (label === candidate[at]) return
    probabilities.fill(0, at * classCount, (at + 1) * classCount)
    probabilities[at * classCount + label] = 1
  })
  return probabilities
}
