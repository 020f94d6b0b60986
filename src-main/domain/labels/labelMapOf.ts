import { SlicewrightError } from '../errors'
import type { Volume, VoxelArray } from '../volume/Volume'
import { IGNORE_LABEL, MAX_CLASS_LABEL, type LabelMap } from './LabelMap'
import { formatLabelMapping, type LabelMapping } from './labelMapping'

/** Floats this close to an integer are that integer: scaling leaves 0.99999994 behind. */
const INTEGRAL_TOLERANCE = 1e-4

export interface LabelReading {
  /** `sparse`: a stored 255 means not annotated. `dense`: every voxel is annotated and 255 needs an explanation. */
  readonly expects: 'dense' | 'sparse'
  /** Stored value that means not annotated. */
  readonly ignoreValue?: number | undefined
  /** Labels of stored values. If given, every stored value but 0 must be in it (or be the ignore value). */
  readonly mapping?: LabelMapping | undefined
}

/**
 * Makes a label map of a volume's values (contract.md §1).
 * @param request.what names the file in messages
 * @returns the map, and the mapping of every stored value that occurs, ascending
 * @throws SlicewrightError LABEL_NOT_INTEGRAL, LABEL_RESERVED_VALUE, LABEL_UNEXPECTED_VALUE, LABEL_TOO_MANY_CLASSES
 */
export function labelMapOf(request: { volume: Volume; what: string } & LabelReading): {
  labelMap: LabelMap
  mapping: LabelMapping
} {
  const { volume, what } = request
  const stored = distinctIntegers(volume.data, what)
  const labelByStored = new Map(mappingOf(stored, request, what).map(({ from, to }) => [from, to]))
  const mapping = stored.map((from) => ({ from, to: labelByStored.get(from) ?? 0 }))
  const isIdentity = mapping.every(({ from, to }) => from === to)
  const data =
    isIdentity && volume.data instanceof Uint8Array ? volume.data.slice() : relabelled(volume.data, labelByStored)
  return { labelMap: { data, geometry: volume.geometry }, mapping }
}

/** Every value that occurs, ascending. */
function distinctIntegers(data: VoxelArray, what: string): number[] {
  const seen = new Set<number>()
  const isFloat = data instanceof Float32Array || data instanceof Float64Array
  // Runs are long in label maps: looking only at changes saves nearly every set operation.
  let previous = Number.NaN
  for (let at = 0; at < data.length; at++) {
    const value = data[at]
    if (value === previous) continue
    previous = value
    const label = Math.round(value)
    if (isFloat && !(Math.abs(value - label) <= INTEGRAL_TOLERANCE)) throw notIntegral(data, what)
    seen.add(label + 0)
  }
  return [...seen].sort((a, b) => a - b)
}

function relabelled(data: VoxelArray, labelByStored: ReadonlyMap<number, number>): Uint8Array {
  const labels = new Uint8Array(data.length)
  let previous = Number.NaN
  let label = 0
  for (let at = 0; at < data.length; at++) {
    const value = data[at]
    if (value !== previous) {
      previous = value
      label = labelByStored.get(Math.round(value)) ?? 0
    }
    labels[at] = label
  }
  return labels
}

function mappingOf(stored: readonly number[], reading: LabelReading, what: string): LabelMapping {
  const { expects, ignoreValue } = reading
  const chosen = new Map((reading.mapping ?? []).map(({ from, to }) => [from, to]))
  if (ignoreValue !== undefined && !chosen.has(ignoreValue)) chosen.set(ignoreValue, IGNORE_LABEL)
  else if (ignoreValue === undefined && expects === 'sparse' && !chosen.has(IGNORE_LABEL))
    chosen.set(IGNORE_LABEL, IGNORE_LABEL)
  const hasMapping = reading.mapping !== undefined
  const open = stored.filter((value) => value !== 0 && !chosen.has(value))
  if (hasMapping ? open.length > 0 : open.some((value) => value < 0 || value > MAX_CLASS_LABEL))
    throw unexplained(open, hasMapping, reading, what)
  return stored.map((from) => ({ from, to: chosen.get(from) ?? from }))
}

function unexplained(
  open: readonly number[],
  hasMapping: boolean,
  reading: LabelReading,
  what: string,
): SlicewrightError {
  const details = { path: what, found: open }
  if (open.length > MAX_CLASS_LABEL)
    return new SlicewrightError(
      'LABEL_TOO_MANY_CLASSES',
      `${what} has ${open.length} classes; at most ${MAX_CLASS_LABEL} fit. Map those you need with --map and the others to 0. Values: ${listed(open)}.`,
      { details },
    )
  if (hasMapping)
    return new SlicewrightError(
      'LABEL_UNEXPECTED_VALUE',
      `${what} has values that the mapping leaves open: ${listed(open)}. Add each to --map (VALUE:0 for background, VALUE:255 for not annotated).`,
      { details },
    )
  const outside = open.filter((value) => value < 0 || value > MAX_CLASS_LABEL)
  return new SlicewrightError(
    'LABEL_RESERVED_VALUE',
    `${what} contains ${listed(outside)}; classes are 1 to ${MAX_CLASS_LABEL}, and ${IGNORE_LABEL} means not annotated. ${remedy(open, outside, reading)}`,
    { details },
  )
}

function remedy(open: readonly number[], outside: readonly number[], reading: LabelReading): string {
  const taken = new Set(open.filter((value) => !outside.includes(value)))
  const entries = open.map((from) => {
    if (taken.has(from)) return { from, to: from }
    let to = 1
    while (taken.has(to)) to++
    taken.add(to)
    return { from, to }
  })
  const asClasses = `Where they are classes, use --map (for example --map ${listed(entries, (entry) => formatLabelMapping([entry]), ',')}).`
  return outside.length === 1 && reading.ignoreValue === undefined
    ? `${asClasses} Where ${outside[0]} means not annotated, use --ignore-value ${outside[0]}.`
    : asClasses
}

/** At most 20 in the sentence; all of them are in the details. */
function listed<Item>(items: readonly Item[], write: (item: Item) => string = String, separator = ', '): string {
  const shown = items.slice(0, 20).map(write).join(separator)
  return items.length > 20 ? `${shown}${separator}… (${items.length} in all)` : shown
}

function notIntegral(data: VoxelArray, what: string): SlicewrightError {
  const examples = new Set<number>()
  let count = 0
  for (const value of data) {
    if (Math.abs(value - Math.round(value)) <= INTEGRAL_TOLERANCE) continue
    count++
    if (examples.size < 5) examples.add(value)
  }
  return new SlicewrightError(
    'LABEL_NOT_INTEGRAL',
    `${what} is not a label map: ${count} of its ${data.length} voxels are no whole numbers (for example ${[...examples].join(', ')}). Threshold it, or give it as an image.`,
    { details: { path: what, voxels: count, examples: [...examples].map(String) } },
  )
}
