/** How the pixels of a frame are packed. */
export type PixelEncoding = 'native' | 'rle' | 'jpeg-8-bit' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000'

export interface TransferSyntax {
  readonly label: string
  /** Null where no installed library decodes it. */
  readonly encoding: PixelEncoding | null
  readonly isBigEndian?: true
  readonly isDeflated?: true
  readonly isLossy?: true
}

const PREFIX = '1.2.840.10008.1.2'
export const IMPLICIT_LITTLE_ENDIAN = PREFIX
export const EXPLICIT_LITTLE_ENDIAN = `${PREFIX}.1`
export const EXPLICIT_BIG_ENDIAN = `${PREFIX}.2`

/** By the end of the UID, after 1.2.840.10008.1.2 (DICOM PS3.6, table A-1). */
const SYNTAXES: Readonly<Record<string, TransferSyntax>> = {
  '': { label: 'Implicit VR Little Endian', encoding: 'native' },
  '.1': { label: 'Explicit VR Little Endian', encoding: 'native' },
  '.1.99': { label: 'Deflated Explicit VR Little Endian', encoding: 'native', isDeflated: true },
  '.2': { label: 'Explicit VR Big Endian', encoding: 'native', isBigEndian: true },
  '.5': { label: 'RLE Lossless', encoding: 'rle' },
  '.4.50': { label: 'JPEG Baseline (Process 1)', encoding: 'jpeg-8-bit', isLossy: true },
  '.4.51': { label: 'JPEG Extended (Process 2 and 4)', encoding: 'jpeg-8-bit', isLossy: true },
  '.4.57': { label: 'JPEG Lossless (Process 14)', encoding: 'jpeg-lossless' },
  '.4.70': { label: 'JPEG Lossless (Process 14, Selection Value 1)', encoding: 'jpeg-lossless' },
  '.4.80': { label: 'JPEG-LS Lossless', encoding: 'jpeg-ls' },
  '.4.81': { label: 'JPEG-LS Near-Lossless', encoding: 'jpeg-ls', isLossy: true },
  '.4.90': { label: 'JPEG 2000 (Lossless Only)', encoding: 'jpeg-2000' },
  '.4.91': { label: 'JPEG 2000', encoding: 'jpeg-2000', isLossy: true },
  '.4.53': { label: 'JPEG Spectral Selection (Process 6 and 8, retired)', encoding: null },
  '.4.55': { label: 'JPEG Full Progression (Process 10 and 12, retired)', encoding: null },
  '.4.92': { label: 'JPEG 2000 Part 2 (Lossless Only)', encoding: null },
  '.4.93': { label: 'JPEG 2000 Part 2', encoding: null },
  '.4.100': { label: 'MPEG2 Main Profile', encoding: null },
  '.4.102': { label: 'MPEG-4 AVC/H.264', encoding: null },
  '.4.201': { label: 'High-Throughput JPEG 2000 (Lossless Only)', encoding: null },
  '.4.202': { label: 'High-Throughput JPEG 2000 with RPCL (Lossless Only)', encoding: null },
  '.4.203': { label: 'High-Throughput JPEG 2000', encoding: null },
}

/** A syntax that is not in the table cannot be decoded and is called by its UID. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const known = uid.startsWith(PREFIX) ? SYNTAXES[uid.slice(PREFIX.length)] : undefined
  return known ?? { label: `transfer syntax ${uid}`, encoding: null }
}
