import type { Geometry } from '../../src-main/domain/volume/geometry'
import { labelSurface, type LabelSurface } from './labelSurface'

export interface SurfaceRequest {
  readonly labels: Uint8Array<ArrayBuffer>
  readonly geometry: Geometry
  readonly classes: readonly number[]
}

/** Answers one request with the surfaces of the classes that occur, in their order, and ends with the worker. */
self.addEventListener('message', ({ data }: MessageEvent<SurfaceRequest>) => {
  const { labels, geometry, classes } = data
  const surfaces = classes
    .map((label) => labelSurface({ labels, geometry, label }))
    .filter((surface): surface is LabelSurface => surface !== null)
  self.postMessage(surfaces)
})
