import type { VolumeWarning } from '../../../domain/volume/volumeWarnings'
import type { DicomSlice } from './DicomSeries'
import type { SeriesObstacle } from './refuseSeries'

/** A slice with where it lies: along the normal of the planes, and within them (mm). */
export interface PlacedSlice {
  readonly slice: DicomSlice
  readonly alongMm: number
  readonly acrossMm: readonly [number, number]
}

/** Two slices closer than this are in one place. */
const SAME_PLACE_MM = 1e-3

/** How far a slice may be from its even place, as a fraction of the slice distance: positions are often rounded to 0.1 mm. */
const UNEVEN_TOLERANCE = 0.05

/** From here on an uneven place is mentioned. */
const UNEVEN_WORTH_A_WORD = 0.01

/** Sine of the largest angle between the stack and the normal of its slices, as for every other format (domain/volume/shear). */
const LEAN_TOLERANCE = 1e-3

/** How far, in pixels, rounding may move a slice sideways. */
const SIDEWAYS_TOLERANCE = 0.25

const NOT_STRETCHED =
  'It is not stretched to fit: export the whole series again, or resample it (for example with dcm2niix).'

export interface CheckedPlaces {
  readonly obstacles: readonly SeriesObstacle[]
  readonly warnings: readonly VolumeWarning[]
  /** Measured between the centres of neighbours; null for a single slice. */
  readonly spacingMm: number | null
  /** The stack leans, but by no more than rounding explains. */
  readonly isLeaningByRounding: boolean
}

/** Whether slices, sorted along their normal, stand one behind the other at even distances. */
export function checkPlaces(placed: readonly PlacedSlice[], pixelSpacingMm: readonly [number, number]): CheckedPlaces {
  const nothing = { warnings: [], spacingMm: null, isLeaningByRounding: false }
  if (placed.length === 1) return { ...nothing, obstacles: [] }
  const repeated = repeatedPlaces(placed)
  if (repeated !== null) return { ...nothing, obstacles: [repeated] }
  const lean = leaningOf(placed, pixelSpacingMm)
  const distances = distancesOf(placed)
  return {
    obstacles: [...lean.obstacles, ...distances.obstacles],
    warnings: distances.warnings,
    spacingMm: distances.spacingMm,
    isLeaningByRounding: lean.isByRounding,
  }
}

/** Several images of one place: a time series, echoes, b-values … */
function repeatedPlaces(placed: readonly PlacedSlice[]): SeriesObstacle | null {
  const places: PlacedSlice[][] = []
  for (const each of placed) {
    const place = places[places.length - 1]
    if (place !== undefined && each.alongMm - place[0].alongMm < SAME_PLACE_MM) place.push(each)
    else places.push([each])
  }
  if (places.length === placed.length) return null
  const crowded = places.filter((place) => place.length > 1)
  const perPlace = places[0].length
  const isEven = places.every((place) => place.length === perPlace)
  const reason = isEven
    ? `it holds ${perPlace} images at each of its ${places.length} slice positions${distinctionOf(places)}: ${perPlace} volumes, not one`
    : `${crowded.length} of its ${places.length} slice positions have more than one image${distinctionOf(crowded)}`
  return {
    code: isEven ? 'FORMAT_UNSUPPORTED' : 'SERIES_IRREGULAR',
    reason,
    files: isEven ? [] : filesOf(crowded.flat()),
    remedy: 'Split it into one folder for each volume first.',
  }
}

/** The attributes that differ within every place, in words; empty where there is none. */
function distinctionOf(places: readonly (readonly PlacedSlice[])[]): string {
  const names = Object.keys(places[0][0].slice.frame.distinctions).filter((name) =>
    places.every((place) => new Set(place.map(({ slice }) => slice.frame.distinctions[name])).size === place.length),
  )
  return names.length === 0 ? '' : `, told apart by ${names[0]}`
}

function leaningOf(
  placed: readonly PlacedSlice[],
  pixelSpacingMm: readonly [number, number],
): { obstacles: SeriesObstacle[]; isByRounding: boolean } {
  const [first, last] = [placed[0], placed[placed.length - 1]]
  const lengthMm = last.alongMm - first.alongMm
  const driftMm = [0, 1].map((axis) => last.acrossMm[axis] - first.acrossMm[axis])
  const leans = Math.hypot(...driftMm) / Math.hypot(lengthMm, ...driftMm) > LEAN_TOLERANCE
  const isPixelsWide = driftMm.some((drift, axis) => Math.abs(drift) > SIDEWAYS_TOLERANCE * pixelSpacingMm[axis])
  if (leans && isPixelsWide) {
    const degrees = (Math.atan2(Math.hypot(...driftMm), lengthMm) * 180) / Math.PI
    return {
      obstacles: [
        {
          code: 'GEOMETRY_SHEARED',
          reason: `its slices are shifted sideways, ${degrees.toFixed(1)}° off their normal, as with a tilted gantry`,
          files: [],
          remedy: NOT_STRETCHED,
        },
      ],
      isByRounding: false,
    }
  }
  const astray = placed.filter(({ alongMm, acrossMm }) => {
    const fraction = (alongMm - first.alongMm) / lengthMm
    return [0, 1].some(
      (axis) =>
        Math.abs(acrossMm[axis] - first.acrossMm[axis] - fraction * driftMm[axis]) >
        SIDEWAYS_TOLERANCE * pixelSpacingMm[axis],
    )
  })
  return {
    obstacles:
      astray.length === 0
        ? []
        : [
            {
              code: 'SERIES_IRREGULAR',
              reason: `${astray.length} of its slices are shifted sideways against the others`,
              files: filesOf(astray),
              remedy: NOT_STRETCHED,
            },
          ],
    isByRounding: leans,
  }
}

function distancesOf(placed: readonly PlacedSlice[]): {
  obstacles: SeriesObstacle[]
  warnings: VolumeWarning[]
  spacingMm: number
} {
  const first = placed[0].alongMm
  const spacingMm = (placed[placed.length - 1].alongMm - first) / (placed.length - 1)
  const worst = placed.reduce(
    (most, { alongMm }, at) => Math.max(most, Math.abs(alongMm - first - at * spacingMm) / spacingMm),
    0,
  )
  if (worst > UNEVEN_TOLERANCE) return { obstacles: [unevenness(placed)], warnings: [], spacingMm }
  const warnings: VolumeWarning[] =
    worst > UNEVEN_WORTH_A_WORD
      ? [
          {
            code: 'SLICES_UNEVEN',
            message:
              `Slices lie up to ${(worst * 100).toFixed(1)} % of the slice distance (${millimetres(spacingMm)}) from their even places, ` +
              `within the ${UNEVEN_TOLERANCE * 100} % that rounding explains.`,
          },
        ]
      : []
  return { obstacles: [], warnings, spacingMm }
}

/** Gaps if all other distances are alike, otherwise how the distances vary. */
function unevenness(placed: readonly PlacedSlice[]): SeriesObstacle {
  const steps = placed.slice(1).map((each, at) => ({
    mm: each.alongMm - placed[at].alongMm,
    files: filesOf([placed[at], each]),
  }))
  const usualMm = steps.map(({ mm }) => mm).sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)]
  const isUsual = (mm: number) => Math.abs(mm / usualMm - 1) <= 2 * UNEVEN_TOLERANCE
  const unusual = steps.filter(({ mm }) => !isUsual(mm))
  const isMissing = unusual.every(({ mm }) => isUsual(mm / Math.round(mm / usualMm)))
  const missingCount = unusual.reduce((count, { mm }) => count + Math.round(mm / usualMm) - 1, 0)
  const lengths = [...new Set(steps.map(({ mm }) => millimetres(mm)))]
  return {
    code: 'SERIES_IRREGULAR',
    reason:
      isMissing && missingCount > 0
        ? `${missingCount} ${missingCount === 1 ? 'slice is' : 'slices are'} missing: ${unusual.length} of ${steps.length} slice distances ` +
          `${unusual.length === 1 ? 'is' : 'are'} ${[...new Set(unusual.map(({ mm }) => millimetres(mm)))].join(', ')} instead of ${millimetres(usualMm)}`
        : `its slice distances vary: ${lengths.slice(0, 6).join(', ')}${lengths.length > 6 ? ' …' : ''}`,
    files: [...new Set(unusual.flatMap(({ files }) => files))],
    remedy: NOT_STRETCHED,
  }
}

function millimetres(length: number): string {
  return `${Number(length.toPrecision(4))} mm`
}

function filesOf(placed: readonly PlacedSlice[]): string[] {
  return [...new Set(placed.map(({ slice }) => slice.header.path))]
}
