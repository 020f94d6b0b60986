import { totalmem } from 'node:os'
import { SlicewrightError } from '../../domain/errors'

/**
 * What a training keeps in memory may be half of the machine's at most: the rest is for the network, the images that are read and the
 * person's other programs. Asked before anything is read.
 *
 * @param options.what of what there is so much, e.g. "120 annotated slices"
 * @param options.advice what would make it less, a whole sentence
 * @param options.allowedBytes default: half of the machine's memory
 * @throws SlicewrightError BAD_REQUEST
 */
export function requireMemory(options: {
  readonly neededBytes: number
  readonly what: string
  readonly advice: string
  readonly allowedBytes?: number
}): void {
  const { neededBytes, what, advice, allowedBytes = totalmem() / 2 } = options
  if (neededBytes <= allowedBytes) return
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)
  throw new SlicewrightError(
    'BAD_REQUEST',
    `${what} need ${gigabytes(neededBytes)} GB of memory; half of this machine's is ${gigabytes(allowedBytes)} GB. ${advice}`,
    { details: { neededBytes, allowedBytes } },
  )
}
