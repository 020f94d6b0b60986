import type { FigureSpec } from '../domain/figures/FigureSpec'

/**
 * Every colour a figure may have, on white and on a dark page. The categorical ones are Okabe and Ito's (2008), made to be told apart with any
 * colour vision; the ordered ones run along viridis, so that order survives in grey. Markers differ in shape as well.
 */
interface FigureColour {
  readonly light: string
  readonly dark: string
}

export const INK: FigureColour = { light: '#1f2328', dark: '#e6e9ed' }
export const MUTED_INK: FigureColour = { light: '#59636e', dark: '#9aa4af' }
export const GRID: FigureColour = { light: '#e3e6ea', dark: '#32383f' }
/** Behind everything; a page may make it transparent. */
export const PAPER: FigureColour = { light: '#ffffff', dark: 'transparent' }

const CATEGORICAL: readonly FigureColour[] = [
  { light: '#0072b2', dark: '#4fa8e0' },
  { light: '#d55e00', dark: '#f0783a' },
  { light: '#009e73', dark: '#2cc79b' },
  { light: '#cc79a7', dark: '#db94bc' },
  { light: '#e69f00', dark: '#e6ad33' },
  { light: '#56b4e9', dark: '#9ad4f7' },
]

/** From little to much: the last stands out most on either page. */
const ORDERED: readonly FigureColour[] = [
  { light: '#7ad151', dark: '#5b6fb5' },
  { light: '#44bf70', dark: '#4a86b8' },
  { light: '#22a884', dark: '#3f9db5' },
  { light: '#21918c', dark: '#35b3a6' },
  { light: '#2a788e', dark: '#4ec48a' },
  { light: '#355f8d', dark: '#7ad152' },
  { light: '#414487', dark: '#bddf26' },
  { light: '#440154', dark: '#fde725' },
]

const MARKERS = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down', 'cross'] as const

/** Colours on white of a legend's entries; more styles than colours begin again (markers then differ). */
export function coloursOf({ entries, palette }: FigureSpec['legend']): string[] {
  if (palette === 'categorical')
    return entries.map(({ style }) => (style === null ? MUTED_INK : CATEGORICAL[style % CATEGORICAL.length]).light)
  const last = ORDERED.length - 1
  return entries.map(
    (_, at) => ORDERED[entries.length === 1 ? last : Math.round((at * last) / (entries.length - 1))].light,
  )
}

export function markersOf({ entries }: FigureSpec['legend']): string[] {
  return entries.map(({ style }) => MARKERS[(style ?? MARKERS.length - 1) % MARKERS.length])
}

/** Every colour of a figure drawn on white → what it is on a dark page. */
export const DARK_COLOURS: ReadonlyMap<string, string> = new Map(
  [INK, MUTED_INK, GRID, PAPER, ...CATEGORICAL, ...ORDERED].map(({ light, dark }) => [light, dark]),
)

/** How the n-th of several curves is drawn: colours begin again after six, dashed then. */
export function curveStyleOf(index: number, isDark: boolean): { readonly colour: string; readonly isDashed: boolean } {
  const { light, dark } = CATEGORICAL[index % CATEGORICAL.length]
  return { colour: isDark ? dark : light, isDashed: index >= CATEGORICAL.length }
}

/** CSS that turns a figure drawn on white into one for a dark page. `selector` is the element that holds the SVG. */
export function darkFigureCss(selector: string): string {
  return [...DARK_COLOURS]
    .map(
      ([light, dark]) =>
        `${selector} [fill="${light}"] { fill: ${dark}; } ${selector} [stroke="${light}"] { stroke: ${dark}; }`,
    )
    .join('\n')
}
