import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Geometry } from '../../src-main/domain/volume/geometry'
import { writeVolume } from '../../src-main/io/formats/writeVolume'

const grid: Geometry = {
  size: [4, 3, 2],
  spacingMm: [1, 1, 2.5],
  originMm: [-10, 5, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
}

/** Two slices of 3 × 4 labels: a "1" and a "2", the rest background. */
export const LABELS_1_AND_2 = [0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]

/** Writes an image (int16, voxel n has the value n + `seed`) of 4 × 3 × 2 voxels, or of another grid. */
export async function writeImage(
  path: string,
  { seed = 0, geometry = {} }: { seed?: number; geometry?: Partial<Geometry> } = {},
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const whole = { ...grid, ...geometry }
  const [ni, nj, nk] = whole.size
  await writeVolume({
    path,
    volume: { data: Int16Array.from({ length: ni * nj * nk }, (_, n) => n + seed), geometry: whole },
  })
}

/** Writes a label file (int16) of 4 × 3 × 2 voxels, or of another grid, in which case all of it is background. */
export async function writeLabels(
  path: string,
  { labels = LABELS_1_AND_2, geometry = {} }: { labels?: readonly number[]; geometry?: Partial<Geometry> } = {},
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const whole = { ...grid, ...geometry }
  const [ni, nj, nk] = whole.size
  await writeVolume({
    path,
    volume: { data: Int16Array.from({ length: ni * nj * nk }, (_, n) => labels[n] ?? 0), geometry: whole },
  })
}

/** `images/NAME.nii.gz` and `labels/NAME.nii.gz` for each name. */
export async function writePairs(folder: string, names: readonly string[]): Promise<void> {
  for (const [seed, name] of names.entries()) {
    await writeImage(join(folder, 'images', `${name}.nii.gz`), { seed })
    await writeLabels(join(folder, 'labels', `${name}.nii.gz`))
  }
}

/** Files by relative path; strings and bytes as they are, anything else as JSON. */
export function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    const isPlain = typeof content === 'string' || content instanceof Uint8Array
    writeFileSync(path, isPlain ? content : JSON.stringify(content))
  }
}
