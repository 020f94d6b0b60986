import type { Volume } from '../../../src-main/domain/volume/Volume'
import { readVolume } from '../../../src-main/io/formats/readVolume'
import type { HarnessLayer, HarnessVolume } from '../harness/harnessTypes'

/** A volume as the harness gets it, and its voxels for the test's own sums. */
export interface ServedVolume {
  readonly volume: Volume
  readonly described: HarnessVolume
}

type Put = (name: string, bytes: Uint8Array) => string

function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

/** Reads a file as the engine does and serves it; the window goes from the smallest to the largest value. */
export async function serveVolume(request: {
  put: Put
  path: string
  name: string
  channel?: number
}): Promise<ServedVolume> {
  const { put, path, name, channel } = request
  const { volume: stored } = await readVolume({ path, channel })
  return describeVolume({ put, name, volume: stored })
}

export function describeVolume(request: { put: Put; name: string; volume: Volume; modality?: string }): ServedVolume {
  const { put, name, volume: stored, modality = 'MR' } = request
  const keepsType =
    stored.data instanceof Uint8Array || stored.data instanceof Int16Array || stored.data instanceof Uint16Array
  const data = keepsType ? stored.data : Float32Array.from(stored.data)
  const dtype =
    data instanceof Uint8Array
      ? 'uint8'
      : data instanceof Int16Array
        ? 'int16'
        : data instanceof Uint16Array
          ? 'uint16'
          : 'float32'
  let [lowerValue, upperValue] = [Infinity, -Infinity]
  for (const value of data) {
    lowerValue = Math.min(lowerValue, value)
    upperValue = Math.max(upperValue, value)
  }
  return {
    volume: { data, geometry: stored.geometry },
    described: {
      volumeId: name,
      title: name,
      geometry: stored.geometry,
      sliceAxis: 'k',
      dtype,
      modality,
      windows: [{ name: 'Full range', lowerValue, upperValue }],
      url: put(name, bytesOf(data)),
    },
  }
}

/** Serves a label map as a layer. */
export function serveLayer(request: {
  put: Put
  layerId: string
  labels: Uint8Array
  style: HarnessLayer['style']
  opacityFraction?: number
}): HarnessLayer {
  const { put, layerId, labels, style, opacityFraction = 0.5 } = request
  const present = [...new Set(labels)].filter((label) => label > 0).sort((a, b) => a - b)
  return {
    layerId,
    kind: 'imported',
    title: layerId,
    classes: present.map((label) => ({ label, name: `Class ${label}` })),
    style,
    isVisible: true,
    opacityFraction,
    url: put(layerId, labels),
  }
}
