import { SlicewrightError } from '../../domain/errors'
import { readFileStart, type FileStart } from '../files/readFileStart'
import { VOLUME_FORMATS } from './volumeFormats'
import type { VolumeFormat, VolumeReader } from './VolumeFormat'

/**
 * Finds out by its first bytes, not its name, which format a file has. The name counts only where the bytes say nothing and it is
 * that of a format that is not read, such as Analyze 7.5.
 * @throws SlicewrightError FILE_NOT_FOUND, FILE_EMPTY, FILE_UNREADABLE, FILE_TRUNCATED, FORMAT_UNKNOWN, FORMAT_UNSUPPORTED
 */
export async function openVolumeFile(
  path: string,
): Promise<{ start: FileStart; formatId: string; reader: VolumeReader }> {
  const start = await readFileStart({ path, byteCount: 4096 })
  const format = VOLUME_FORMATS.find((each) => each.recognises(start.bytes)) ?? unsupportedFormatByName(path)
  if (format === undefined) throw unknownFormat(start)
  if ('unsupportedBecause' in format.reader)
    throw new SlicewrightError(
      'FORMAT_UNSUPPORTED',
      `${path} is a ${format.label} file, which is not read. ${format.reader.unsupportedBecause}`,
      { details: { path, format: format.id } },
    )
  return { start, formatId: format.id, reader: format.reader }
}

function unsupportedFormatByName(path: string): VolumeFormat | undefined {
  const name = path.toLowerCase()
  return VOLUME_FORMATS.find(
    ({ reader, extensions }) =>
      'unsupportedBecause' in reader && extensions.some((extension) => name.endsWith(extension)),
  )
}

function unknownFormat({ path, bytes }: FileStart): SlicewrightError {
  const first = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const readable = VOLUME_FORMATS.filter(({ reader }) => 'read' in reader)
  return new SlicewrightError(
    'FORMAT_UNKNOWN',
    `${path} begins with ${first}, which is no format known here. Readable: ${readable
      .map(({ label, extensions }) => `${label} (${extensions.join(', ')})`)
      .join('; ')}.`,
    { details: { path, firstBytes: first } },
  )
}
