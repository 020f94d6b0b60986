/** Character classes of Helvetica/Arial with their advance widths in em. */
const WIDTH_CLASSES: readonly [RegExp, number][] = [
  [/[ijl'|.,:;!]/, 0.25],
  [/[ftIr()[\]/\- ]/, 0.32],
  [/[mwMW%@]/, 0.86],
  [/[A-Z&]/, 0.68],
]

/**
 * Width of a line of text in pixels, near enough for layout. Vega measures with a canvas where there is one, and there is none in plain Node:
 * one rule of our own gives every machine and the window the same picture.
 */
export function textWidthPixels(text: string, fontSizePixels: number): number {
  let em = 0
  for (const character of text) em += WIDTH_CLASSES.find(([pattern]) => pattern.test(character))?.[1] ?? 0.556
  return Math.ceil(em * fontSizePixels)
}
