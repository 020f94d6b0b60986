import type { Geometry } from '../../src-main/domain/volume/geometry'
import type { LabelSurface } from './labelSurface'
import type { SurfaceRequest } from './labelSurfaceWorker'
import type { LabelLayer } from './viewerTypes'

/**
 * Surfaces of a layer's classes, computed beside the window's own work.
 * @throws Error where the worker fails; an AbortError once `signal` aborts
 */
export function surfacesOf(request: {
  layer: LabelLayer
  geometry: Geometry
  signal: AbortSignal
}): Promise<LabelSurface[]> {
  const { layer, geometry, signal } = request
  signal.throwIfAborted()
  const worker = new Worker(new URL('./labelSurfaceWorker.ts', import.meta.url), { type: 'module' })
  const labels = layer.data.slice()
  const message: SurfaceRequest = { labels, geometry, classes: layer.classes.map(({ label }) => label) }
  return new Promise<LabelSurface[]>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<LabelSurface[]>) => resolve(data))
    worker.addEventListener('error', ({ message: reason }) =>
      reject(
        new Error(`The surface of ${layer.title} could not be computed (${reason}). The slices are not affected.`),
      ),
    )
    signal.addEventListener('abort', () => reject(signal.reason as Error))
    worker.postMessage(message, [labels.buffer])
  }).finally(() => worker.terminate())
}
