import type { LabelMap } from '../../src-main/domain/labels/LabelMap'
import { IDENTITY_DIRECTION, type Triple } from '../../src-main/domain/volume/geometry'

const VALUES: Record<string, number> = { '.': 0, '?': 255 }

/**
 * A label map drawn as text, one drawing a slice (k), rows along j, characters along i: `.` is background, `?` not annotated,
 * digits are classes. Drawings in one string are separated by empty lines.
 */
export function gridWorld(drawing: string | readonly string[], spacingMm: Triple = [1, 1, 1]): LabelMap {
  const slices = typeof drawing === 'string' ? drawing.trim().split(/\n\s*\n/) : drawing
  const rows = slices.map((slice) => slice.trim().split(/\s+/))
  const size: Triple = [rows[0][0].length, rows[0].length, rows.length]
  const data = Uint8Array.from(rows.flat().join(''), (character) => VALUES[character] ?? Number(character))
  if (data.length !== size[0] * size[1] * size[2]) throw new Error('The slices of this drawing differ in size.')
  return { data, geometry: { size, spacingMm, originMm: [0, 0, 0], direction: IDENTITY_DIRECTION } }
}

/** The slices of a label map as `gridWorld` draws them, rows joined by a space. */
export function drawn({ data, geometry: { size } }: LabelMap): string[] {
  const [ni, nj, nk] = size
  const character = (value: number) => (value === 0 ? '.' : value === 255 ? '?' : String(value))
  return Array.from({ length: nk }, (_, k) =>
    Array.from({ length: nj }, (__, j) =>
      Array.from(data.subarray(ni * (j + nj * k), ni * (j + 1 + nj * k)), character).join(''),
    ).join(' '),
  )
}
