import type { DicomFrame, DicomHeader } from './DicomHeader'
import type { DicomSeries, DicomSlice } from './DicomSeries'
import type { SeriesObstacle } from './refuseSeries'
import { nonImageKindOf } from './sopClasses'
import { transferSyntaxOf } from './transferSyntaxes'

/** Largest difference of a direction cosine between slices of one stack: about 0.06°. */
const ORIENTATION_TOLERANCE = 1e-3

/** Largest relative difference of the pixel spacing: a twentieth of a pixel over 512 of them. */
const PIXEL_SPACING_TOLERANCE = 1e-4

const OTHER_TOOL = 'Export it as a plain stack of slices, or convert it (for example with dcm2niix).'
const APART = 'Put the images that belong together into a folder of their own.'

/** Everything that keeps a series from being read whatever its positions are; empty where nothing does. */
export function findObstacles(series: DicomSeries): SeriesObstacle[] {
  const { headers } = series
  const kind = nonImageKindOf(headers[0].sopClassUid)
  if (kind !== null) return [unsupported(`it is ${kind}, not an image`, 'Nothing needs to be done if that is meant.')]
  const noPixels = headers.filter(({ pixels, rows, columns }) => pixels === null || rows === 0 || columns === 0)
  if (noPixels.length > 0) return [unsupported('there are no pixels', OTHER_TOOL, pathsOf(noPixels))]
  const pixels = pixelObstacles(headers)
  if (pixels.length > 0) return pixels
  const repeated = repeatedImages(headers)
  if (repeated.length > 0) return repeated
  return [...geometryObstacles(slicesOf(series)), ...mixtures(slicesOf(series))]
}

/** Every frame of every file, in the order of the files. */
export function slicesOf({ headers }: DicomSeries): DicomSlice[] {
  return headers.flatMap((header) => header.frames.map((frame, frameIndex) => ({ header, frameIndex, frame })))
}

function pixelObstacles(headers: readonly DicomHeader[]): SeriesObstacle[] {
  const where = (test: (header: DicomHeader) => boolean, reason: (header: DicomHeader) => string, remedy: string) => {
    const found = headers.filter(test)
    return found.length === 0 ? [] : [unsupported(reason(found[0]), remedy, pathsOf(found))]
  }
  const syntaxOf = ({ transferSyntaxUid }: DicomHeader) => transferSyntaxOf(transferSyntaxUid)
  return [
    ...where(
      ({ samplesPerPixel, photometric }) => samplesPerPixel !== 1 || !photometric.startsWith('MONOCHROME'),
      ({ photometric }) => `it is in colour (${photometric || 'no photometric interpretation'})`,
      'Only grey images are read.',
    ),
    ...where(
      (header) => syntaxOf(header).encoding === null,
      (header) => `it is compressed as ${syntaxOf(header).label}, which is not read`,
      'Export it uncompressed (for example with dcmdjpeg or gdcmconv --raw).',
    ),
    ...where(
      ({ bitsAllocated, bitsStored, highBit, pixels }) =>
        ![8, 16, 32, 64].includes(bitsAllocated) ||
        (bitsAllocated === 64) !== (pixels?.kind === 'float64') ||
        bitsStored < 1 ||
        bitsStored > bitsAllocated ||
        highBit >= bitsAllocated ||
        highBit + 1 < bitsStored,
      ({ bitsAllocated, bitsStored }) =>
        `its pixels have ${bitsAllocated} bits (${bitsStored} used), which is not read`,
      OTHER_TOOL,
    ),
    ...where(
      (header) => syntaxOf(header).isBigEndian === true && header.bitsAllocated === 8,
      () => 'it has 8-bit pixels in big-endian order, which programs read in two ways',
      'Export it as little endian.',
    ),
    ...where(
      ({ hasModalityLut }) => hasModalityLut,
      () => 'its values are given by a table (Modality LUT) instead of slope and intercept',
      OTHER_TOOL,
    ),
    ...where(
      ({ frames }) =>
        frames.some(({ slope, intercept }) => !Number.isFinite(slope) || !Number.isFinite(intercept) || slope === 0),
      () => 'its rescale slope or intercept is no number, or the slope is 0',
      OTHER_TOOL,
    ),
    ...where(
      ({ imageType }) => imageType.includes('LOCALIZER'),
      () => 'it is a localizer (scout), not a volume',
      'Nothing needs to be done if that is meant.',
    ),
  ]
}

function repeatedImages(headers: readonly DicomHeader[]): SeriesObstacle[] {
  const byImage = Map.groupBy(headers, ({ sopInstanceUid }) => sopInstanceUid)
  const repeated = [...byImage.values()].filter((each) => each.length > 1)
  if (repeated.length === 0) return []
  return [
    {
      code: 'SERIES_IRREGULAR',
      reason: `${repeated.length} of its ${byImage.size} images are there more than once (the same SOP Instance UID)`,
      files: pathsOf(repeated.flat()),
      remedy: 'Remove the copies, or give the folder of one complete copy.',
    },
  ]
}

function geometryObstacles(slices: readonly DicomSlice[]): SeriesObstacle[] {
  const missing = (what: string, test: (frame: DicomFrame) => boolean): SeriesObstacle[] => {
    const found = slices.filter(({ frame }) => test(frame))
    return found.length === 0
      ? []
      : [{ code: 'GEOMETRY_MISSING', reason: `${what} missing`, files: filesOf(found), remedy: OTHER_TOOL }]
  }
  return [
    ...missing('Image Position (Patient) is', ({ positionMm }) => positionMm === null),
    ...missing(
      'Image Orientation (Patient) is',
      ({ orientation }) => orientation === null || !isOrientation(orientation),
    ),
    ...missing(
      'Pixel Spacing is',
      ({ pixelSpacingMm }) => pixelSpacingMm === null || pixelSpacingMm.some((length) => !(length > 0)),
    ),
  ]
}

/** Two unit vectors at a right angle. */
function isOrientation(cosines: readonly number[]): boolean {
  const [row, column] = [cosines.slice(0, 3), cosines.slice(3)]
  const dot = (a: readonly number[], b: readonly number[]) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
  return (
    Math.abs(dot(row, row) - 1) < 0.01 &&
    Math.abs(dot(column, column) - 1) < 0.01 &&
    Math.abs(dot(row, column)) < ORIENTATION_TOLERANCE
  )
}

function mixtures(slices: readonly DicomSlice[]): SeriesObstacle[] {
  return [
    ...mixture(
      slices,
      'sizes',
      ({ header }) => [header.columns, header.rows],
      exactly,
      (numbers) => numbers.join(' × '),
    ),
    ...mixture(
      slices,
      'pixel formats',
      ({ header }) => [header.bitsAllocated, Number(header.isSigned), Number(header.photometric === 'MONOCHROME1')],
      exactly,
      ([bits, isSigned, isInverted]) =>
        `${bits} bits ${isSigned === 1 ? 'signed' : 'unsigned'}${isInverted === 1 ? ' MONOCHROME1' : ''}`,
    ),
    ...mixture(
      slices,
      'orientations',
      ({ frame }) => frame.orientation ?? [],
      (a, b) => Math.abs(a - b) <= ORIENTATION_TOLERANCE,
      (numbers) => numbers.map((cosine) => Number(cosine.toFixed(3))).join('\\'),
    ),
    ...mixture(
      slices,
      'pixel spacings',
      ({ frame }) => frame.pixelSpacingMm ?? [],
      (a, b) => Math.abs(a - b) <= PIXEL_SPACING_TOLERANCE * Math.max(a, b),
      (numbers) => `${numbers.map((length) => Number(length.toPrecision(5))).join(' × ')} mm`,
    ),
  ]
}

const exactly = (a: number, b: number) => a === b

/** An obstacle where slices differ in something: how many have what, and the files of the smaller groups. */
function mixture(
  slices: readonly DicomSlice[],
  what: string,
  numbersOf: (slice: DicomSlice) => readonly number[],
  isSame: (a: number, b: number) => boolean,
  describe: (numbers: readonly number[]) => string,
): SeriesObstacle[] {
  const groups: { numbers: readonly number[]; slices: DicomSlice[] }[] = []
  for (const slice of slices) {
    const numbers = numbersOf(slice)
    const group = groups.find(
      (each) =>
        each.numbers.length === numbers.length && each.numbers.every((number, at) => isSame(number, numbers[at])),
    )
    if (group === undefined) groups.push({ numbers, slices: [slice] })
    else group.slices.push(slice)
  }
  if (groups.length < 2) return []
  groups.sort((a, b) => b.slices.length - a.slices.length)
  const counts = groups.slice(0, 4).map((group) => `${group.slices.length} of ${describe(group.numbers)}`)
  const more = groups.length > counts.length ? ' …' : ''
  return [
    {
      code: 'SERIES_IRREGULAR',
      reason: `it mixes ${groups.length} ${what}: ${counts.join(', ')}${more}`,
      files: filesOf(groups.slice(1).flatMap((group) => group.slices)),
      remedy: APART,
    },
  ]
}

function unsupported(reason: string, remedy: string, files: readonly string[] = []): SeriesObstacle {
  return { code: 'FORMAT_UNSUPPORTED', reason, files, remedy }
}

function pathsOf(headers: readonly DicomHeader[]): string[] {
  return headers.map(({ path }) => path)
}

function filesOf(slices: readonly DicomSlice[]): string[] {
  return [...new Set(slices.map(({ header }) => header.path))]
}
