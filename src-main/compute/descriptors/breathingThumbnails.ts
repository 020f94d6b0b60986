import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../domain/errors'
import type { SliceDescriptors } from '../../domain/selection/descriptors/SliceDescriptors'
import { thumbnailSteps } from '../../domain/selection/descriptors/thumbnails'
import type { SliceAxis } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'

/** Work goes on for so long before the thread answers others. */
const BREATH_MS = 20

/**
 * `thumbnails` of any size that let others have the thread between slices.
 * @returns `[D, height × width]`, z-scored over the volume
 * @throws CancelledError between slices
 */
export async function breathingThumbnails(request: {
  volume: Volume
  axis: SliceAxis
  width: number
  height: number
  signal: AbortSignal
}): Promise<SliceDescriptors> {
  const { signal, ...wanted } = request
  const steps = thumbnailSteps(wanted)
  let breathedAtMs = performance.now()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() - breathedAtMs < BREATH_MS) continue
    await setImmediate()
    throwIfCancelled(signal, 'Describing slices')
    breathedAtMs = performance.now()
  }
}
