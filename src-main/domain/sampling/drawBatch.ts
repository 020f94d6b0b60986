import { SeededRandom } from '../random/SeededRandom'

/**
 * Which of `poolSize` slices make up a step's batch: uniform over the pool, empty slices included (method.md F2), each once before
 * any comes again. It depends on the seed and the step alone, so a resumed training goes on with the very same batches.
 *
 * @returns `batchSize` indices into the pool, and for each its place in the whole sequence of draws, which seeds what else is
 *   random about it
 */
export function drawBatch(options: {
  seed: number
  step: number
  batchSize: number
  poolSize: number
}): { poolIndex: number; drawIndex: number }[] {
  const { seed, step, batchSize, poolSize } = options
  const orders = new Map<number, number[]>()
  return Array.from({ length: batchSize }, (_, place) => {
    const drawIndex = step * batchSize + place
    const epoch = Math.floor(drawIndex / poolSize)
    const order = orders.get(epoch) ?? orderOf(seed, epoch, poolSize)
    orders.set(epoch, order)
    return { poolIndex: order[drawIndex % poolSize], drawIndex }
  })
}

function orderOf(seed: number, epoch: number, poolSize: number): number[] {
  return SeededRandom.for(seed, 'order of slices', epoch).shuffled(Array.from({ length: poolSize }, (_, at) => at))
}
