import { constants, inflateRawSync } from 'node:zlib'
import dicomParser, { type DataSet } from 'dicom-parser'
import { pseudonymOf } from '../../files/pseudonymOf'
import { dicomFramesOf } from './dicomFrames'
import type { DicomHeader, PixelLayout } from './DicomHeader'
import { nonImageKindOf } from './sopClasses'
import { EXPLICIT_BIG_ENDIAN, EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN } from './transferSyntaxes'

/** Nothing of a header lies behind the pixels. */
const PIXEL_DATA = 'x7fe00010'

const PIXEL_KINDS: readonly (readonly [string, PixelLayout['kind']])[] = [
  [PIXEL_DATA, 'integer'],
  ['x7fe00008', 'float32'],
  ['x7fe00009', 'float64'],
]

/** Frames of one file beyond this are no volume, and a damaged count must not fill the memory. */
const MOST_FRAMES = 100_000

/** Whether bytes are DICOM: with the preamble of a file, or bare elements of the first groups as old programs write them. */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  return hasPreamble(bytes) || bareSyntaxOf(bytes) !== null
}

/**
 * Reads the header out of the first bytes of a file.
 * @returns null where the bytes end before the header does: more of the file is needed
 * @throws Error where the bytes are no DICOM
 */
export function parseDicomHeader(path: string, bytes: Uint8Array, isWholeFile: boolean): DicomHeader | null {
  const bare = hasPreamble(bytes) ? null : bareSyntaxOf(bytes)
  if (!hasPreamble(bytes) && bare === null) throw new Error(`${path} was taken for DICOM but does not begin like it.`)
  try {
    const dataSet = dicomParser.parseDicom(bytes, {
      untilTag: PIXEL_DATA,
      inflater: inflatedFrom,
      ...(bare === null ? {} : { TransferSyntaxUID: bare }),
    })
    const isComplete = isWholeFile || dataSet.elements[PIXEL_DATA] !== undefined
    return isComplete ? headerOf(path, dataSet, bare) : null
  } catch (thrown) {
    const partial = dataSetOf(thrown)
    // The rest of an object that holds no image (contours can be many) need not be read to know that.
    const isEnough = isWholeFile || nonImageKindOf(partial?.string('x00080016')?.trim() ?? '') !== null
    if (!isEnough) return null
    if (partial === null) throw new Error('its elements cannot be read', { cause: thrown })
    return headerOf(path, partial, bare)
  }
}

/** A deflated file with its data set inflated: what the offsets of its header count in. */
export function inflatedFile(bytes: Uint8Array): Uint8Array {
  return dicomParser.parseDicom(bytes, { untilTag: PIXEL_DATA, inflater: inflatedFrom }).byteArray
}

/** The data set inflated (PS3.5, A.5), as far as its bytes go, behind the header before it. */
function inflatedFrom(bytes: Uint8Array, position: number): Uint8Array {
  const inflated = inflateRawSync(bytes.subarray(position), { finishFlush: constants.Z_SYNC_FLUSH })
  const whole = new Uint8Array(position + inflated.length)
  whole.set(bytes.subarray(0, position))
  whole.set(inflated, position)
  return whole
}

/** dicom-parser throws what it has read so far, beside strings. */
function dataSetOf(thrown: unknown): DataSet | null {
  if (typeof thrown !== 'object' || thrown === null || !('dataSet' in thrown)) return null
  return thrown.dataSet as DataSet
}

function hasPreamble(bytes: Uint8Array): boolean {
  return bytes.length >= 132 && Buffer.from(bytes.buffer, bytes.byteOffset + 128, 4).toString('latin1') === 'DICM'
}

/** The syntax of a file without a preamble, judged by its first element, which is of group 0008; null if it is none. */
function bareSyntaxOf(bytes: Uint8Array): string | null {
  if (bytes.length < 8) return null
  const isExplicit = /^(?:UI|CS|DA|TM|LO|SH|UL|PN|ST|DS|IS)$/.test(String.fromCharCode(bytes[4], bytes[5]))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint16(0, true) === 8 && view.getUint16(2, true) <= 0x1100) {
    if (isExplicit) return EXPLICIT_LITTLE_ENDIAN
    const length = view.getUint32(4, true)
    return length > 0 && length <= 256 && length % 2 === 0 ? IMPLICIT_LITTLE_ENDIAN : null
  }
  if (view.getUint16(0, false) === 8 && isExplicit && view.getUint16(2, false) <= 0x1100) return EXPLICIT_BIG_ENDIAN
  return null
}

function headerOf(path: string, dataSet: DataSet, bareSyntax: string | null): DicomHeader {
  const text = (tag: string) => dataSet.string(tag)?.trim() ?? ''
  const orNull = (value: string) => (value === '' ? null : value)
  const frameCount = dataSet.intString('x00280008') ?? 1
  const isSigned = dataSet.uint16('x00280103') === 1
  const bitsAllocated = dataSet.uint16('x00280100') ?? 0
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated
  const hasPadding = (dataSet.elements['x00280120']?.length ?? 0) >= 2
  const patientId = text('x00100020')
  const description = text('x0008103e')
  return {
    path,
    sopClassUid: text('x00080016') || text('x00020002'),
    sopInstanceUid: text('x00080018') || text('x00020003'),
    seriesUid: text('x0020000e'),
    transferSyntaxUid: bareSyntax ?? text('x00020010'),
    modality: orNull(text('x00080060')),
    seriesNumber: integerOrNull(dataSet.intString('x00200011')),
    seriesDescription: orNull(description),
    patientPseudonym: patientId === '' ? null : pseudonymOf('patient', patientId),
    imageType: text('x00080008').split('\\'),
    rows: dataSet.uint16('x00280010') ?? 0,
    columns: dataSet.uint16('x00280011') ?? 0,
    samplesPerPixel: dataSet.uint16('x00280002') ?? 1,
    photometric: text('x00280004'),
    bitsAllocated,
    bitsStored,
    highBit: dataSet.uint16('x00280102') ?? bitsStored - 1,
    isSigned,
    paddingValue: hasPadding ? ((isSigned ? dataSet.int16('x00280120') : dataSet.uint16('x00280120')) ?? null) : null,
    hasModalityLut: dataSet.elements['x00283000'] !== undefined,
    wasLossy: text('x00282110') === '01',
    frames: frameCount >= 1 && frameCount <= MOST_FRAMES ? dicomFramesOf(dataSet, frameCount) : [],
    pixels: pixelsOf(dataSet),
  }
}

function pixelsOf({ elements }: DataSet): PixelLayout | null {
  for (const [tag, kind] of PIXEL_KINDS) {
    const element = elements[tag]
    if (element === undefined) continue
    return { offset: element.dataOffset, length: element.hadUndefinedLength === true ? null : element.length, kind }
  }
  return null
}

function integerOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isInteger(value) ? value : null
}
