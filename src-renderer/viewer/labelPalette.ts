/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** Okabe and Ito (2008), told apart with any colour vision; the darkest is lightened, as it must show on grey tissue. */
const OKABE_ITO: readonly Colour[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 190, 140],
  [240, 228, 66],
  [58, 140, 214],
  [230, 108, 20],
  [219, 138, 182],
]

/** Lightness that each round through the seven is multiplied by, so that 254 classes differ, near ones most. */
const ROUND_FACTORS = [1, 0.68, 1.25, 0.82, 0.55, 1.12, 0.75] as const

/** The colour of a class, the same wherever it is drawn. `label`: 1 to 254 */
export function labelColour(label: number): Colour {
  const base = OKABE_ITO[(label - 1) % OKABE_ITO.length]
  const round = Math.floor((label - 1) / OKABE_ITO.length)
  const factor = ROUND_FACTORS[round % ROUND_FACTORS.length]
  // Rounds beyond the seventh turn the channels as well.
  const turn = Math.floor(round / ROUND_FACTORS.length) % 3
  const turned: Colour = [base[turn % 3], base[(turn + 1) % 3], base[(turn + 2) % 3]]
  const nudge = 4 * Math.floor(round / (ROUND_FACTORS.length * 3))
  const channel = (value: number) => Math.max(0, Math.min(255, Math.round(value * factor) - nudge))
  return [channel(turned[0]), channel(turned[1]), channel(turned[2])]
}

/** `rgb(…)`, for style sheets and SVG. */
export function cssColour([red, green, blue]: Colour): string {
  return `rgb(${red} ${green} ${blue})`
}
