import type { Colour } from './labelPalette'

/** Classes of the label map that says where two others agree and differ. */
export const COMPARISON_CLASSES = [
  { label: 1, name: 'Both agree', colour: [0, 158, 115] as Colour },
  { label: 2, name: 'Only A', colour: [230, 159, 0] as Colour },
  { label: 3, name: 'Only B', colour: [86, 180, 233] as Colour },
  { label: 4, name: 'Both, but different labels', colour: [204, 121, 167] as Colour },
] as const

const [BOTH, ONLY_A, ONLY_B, DIFFERENT] = COMPARISON_CLASSES.map(({ label }) => label)

/** Compares voxels `from` up to (not including) `to` of two label maps and writes the classes above (0: neither) into `result`. */
export function compareLabelsInPlace(request: {
  a: Uint8Array
  b: Uint8Array
  result: Uint8Array
  from: number
  to: number
}): void {
  const { a, b, result, from, to } = request
  for (let at = from; at < to; at++) {
    const [labelA, labelB] = [a[at], b[at]]
    result[at] =
      labelA === labelB ? (labelA === 0 ? 0 : BOTH) : labelB === 0 ? ONLY_A : labelA === 0 ? ONLY_B : DIFFERENT
  }
}
