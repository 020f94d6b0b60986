import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A slice of a made-up series, put together element by element from PS3.5, independently of our reader. */
export interface DicomFields {
  readonly series?: string
  readonly sopInstance?: string
  readonly sopClass?: string
  readonly seriesNumber?: number
  readonly description?: string
  readonly modality?: string
  readonly patientName?: string
  readonly patientId?: string
  readonly imageType?: string
  readonly position?: readonly number[] | null
  readonly orientation?: readonly number[]
  /** [between rows, between columns], as DICOM has it. */
  readonly pixelSpacing?: readonly number[]
  readonly thickness?: number
  readonly rows?: number
  readonly columns?: number
  readonly bitsAllocated?: 8 | 16
  readonly bitsStored?: number
  readonly isSigned?: boolean
  readonly photometric?: string
  readonly samplesPerPixel?: number
  readonly slope?: number
  readonly intercept?: number
  readonly padding?: number
  readonly window?: readonly [centre: string, width: string, name: string]
  readonly echo?: number
  readonly transferSyntax?: string
  /** Stored values, or the bytes of a compressed frame. */
  readonly pixels?: readonly number[] | Uint8Array
  /** An element of this many bytes before the pixels, as vendors add. */
  readonly privateBytes?: number
  readonly hasPreamble?: boolean
}

const AXIAL = [1, 0, 0, 0, 1, 0]
const CT = '1.2.840.10008.5.1.4.1.1.2'

/** Explicit VR little endian (implicit for 1.2.840.10008.1.2), 2 columns × 2 rows unless said otherwise. */
export function dicomBytes(fields: DicomFields): Buffer {
  const { rows = 2, columns = 2, bitsAllocated = 16, isSigned = true, transferSyntax = '1.2.840.10008.1.2.1' } = fields
  const isImplicit = transferSyntax === '1.2.840.10008.1.2'
  const element = (group: number, number: number, vr: string, value: Buffer, explicit = !isImplicit) => {
    const isLong = ['OB', 'OW', 'UN', 'SQ'].includes(vr)
    const head = Buffer.alloc(explicit && isLong ? 12 : 8)
    head.writeUInt16LE(group, 0)
    head.writeUInt16LE(number, 2)
    if (!explicit) head.writeUInt32LE(value.length, 4)
    else {
      head.write(vr, 4, 'latin1')
      if (isLong) head.writeUInt32LE(value.length, 8)
      else head.writeUInt16LE(value.length, 6)
    }
    return Buffer.concat([head, value])
  }
  const text = (group: number, number: number, vr: string, value: string | number | undefined) => {
    if (value === undefined) return Buffer.alloc(0)
    const bytes = Buffer.from(String(value), 'latin1')
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === 'UI' ? '\0' : ' ')])
    return element(group, number, vr, padded)
  }
  const short = (group: number, number: number, value: number | undefined, vr = 'US') => {
    if (value === undefined) return Buffer.alloc(0)
    const bytes = Buffer.alloc(2)
    if (value < 0) bytes.writeInt16LE(value)
    else bytes.writeUInt16LE(value)
    return element(group, number, vr, bytes)
  }
  const numbers = (values: readonly number[] | null | undefined) => values?.join('\\')
  const { position = [0, 0, 0], pixels = [0, 0, 0, 0] } = fields
  const syntax = Buffer.from(transferSyntax.length % 2 === 0 ? transferSyntax : `${transferSyntax}\0`, 'latin1')
  const preamble = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(2, 0x10, 'UI', syntax, true)])
  const body = [
    text(8, 8, 'CS', fields.imageType ?? 'ORIGINAL\\PRIMARY\\AXIAL'),
    text(8, 0x16, 'UI', fields.sopClass ?? CT),
    text(
      8,
      0x18,
      'UI',
      fields.sopInstance ?? `1.2.3.${(position ?? [0]).map((mm) => Math.round(mm * 1000) + 10 ** 6).join('.')}`,
    ),
    text(8, 0x60, 'CS', fields.modality ?? 'CT'),
    text(8, 0x103e, 'LO', fields.description),
    text(0x10, 0x10, 'PN', fields.patientName ?? 'Doe^Jane'),
    text(0x10, 0x20, 'LO', fields.patientId ?? 'MRN-77'),
    text(0x18, 0x50, 'DS', fields.thickness),
    text(0x18, 0x86, 'IS', fields.echo),
    text(0x20, 0xe, 'UI', fields.series ?? '1.2.3.4'),
    text(0x20, 0x11, 'IS', fields.seriesNumber ?? 7),
    text(0x20, 0x32, 'DS', numbers(position)),
    text(0x20, 0x37, 'DS', numbers(fields.orientation ?? AXIAL)),
    short(0x28, 2, fields.samplesPerPixel ?? 1),
    text(0x28, 4, 'CS', fields.photometric ?? 'MONOCHROME2'),
    short(0x28, 0x10, rows),
    short(0x28, 0x11, columns),
    text(0x28, 0x30, 'DS', numbers(fields.pixelSpacing ?? [1, 1])),
    short(0x28, 0x100, bitsAllocated),
    short(0x28, 0x101, fields.bitsStored ?? bitsAllocated),
    short(0x28, 0x102, (fields.bitsStored ?? bitsAllocated) - 1),
    short(0x28, 0x103, isSigned ? 1 : 0),
    short(0x28, 0x120, fields.padding, isSigned ? 'SS' : 'US'),
    text(0x28, 0x1050, 'DS', fields.window?.[0]),
    text(0x28, 0x1051, 'DS', fields.window?.[1]),
    text(0x28, 0x1052, 'DS', fields.intercept),
    text(0x28, 0x1053, 'DS', fields.slope),
    text(0x28, 0x1055, 'LO', fields.window?.[2]),
    ...(fields.privateBytes === undefined ? [] : [element(0x29, 0x1010, 'OB', Buffer.alloc(fields.privateBytes))]),
    pixels instanceof Uint8Array
      ? encapsulated(pixels)
      : element(0x7fe0, 0x10, 'OW', storedBytes(pixels, bitsAllocated)),
  ]
  return Buffer.concat([...(fields.hasPreamble === false ? [] : [preamble]), ...body])
}

function storedBytes(values: readonly number[], bits: 8 | 16): Buffer {
  return Buffer.from(bits === 8 ? Uint8Array.from(values) : new Uint8Array(Uint16Array.from(values).buffer))
}

/** Pixel data of undefined length: an empty offset table, one fragment, the delimiter. */
function encapsulated(frame: Uint8Array): Buffer {
  const item = (tag: number, bytes: Uint8Array) => {
    const head = Buffer.alloc(8)
    head.writeUInt16LE(0xfffe, 0)
    head.writeUInt16LE(tag, 2)
    head.writeUInt32LE(bytes.length, 4)
    return Buffer.concat([head, bytes])
  }
  const head = Buffer.from([0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff])
  return Buffer.concat([head, item(0xe000, new Uint8Array()), item(0xe000, frame), item(0xe0dd, new Uint8Array())])
}

/** Writes files by relative path. */
export function writeDicom(folder: string, files: Readonly<Record<string, DicomFields>>): string {
  for (const [name, fields] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, dicomBytes(fields))
  }
  return folder
}
