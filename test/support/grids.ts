import type { LabelMap } from '../../src-main/domain/labels/LabelMap'
import { IDENTITY_DIRECTION, type Geometry, type Triple } from '../../src-main/domain/volume/geometry'
import type { Volume } from '../../src-main/domain/volume/Volume'

export function geometryOf(size: Triple, spacingMm: Triple = [1, 1, 1]): Geometry {
  return { size, spacingMm, originMm: [0, 0, 0], direction: IDENTITY_DIRECTION }
}

/** Values from the voxel indices. */
export function volumeOf(geometry: Geometry, value: (i: number, j: number, k: number) => number): Volume {
  return { data: Float32Array.from(indices(geometry), ([i, j, k]) => value(i, j, k)), geometry }
}

export function labelsOf(geometry: Geometry, label: (i: number, j: number, k: number) => number): LabelMap {
  return { data: Uint8Array.from(indices(geometry), ([i, j, k]) => label(i, j, k)), geometry }
}

function indices({ size: [ni, nj, nk] }: Geometry): [number, number, number][] {
  return Array.from({ length: ni * nj * nk }, (_, at) => [
    at % ni,
    Math.floor(at / ni) % nj,
    Math.floor(at / (ni * nj)),
  ])
}
