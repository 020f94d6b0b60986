import { SlicewrightError } from '../../../domain/errors'
import type { FileStart } from '../../files/readFileStart'
import type { VolumeFormat } from '../VolumeFormat'
import { arrangeSlices } from './arrangeSlices'
import type { ArrangedSeries } from './DicomSeries'
import { commonFolder } from './groupSeries'
import { looksLikeDicom } from './parseDicomHeader'
import { readDicomHeader } from './readDicomHeader'
import { readDicomSeries, volumeHeaderOf } from './readDicomSeries'

/** A single DICOM file: one slice, or the frames of an enhanced one. A folder of slices is read by `readVolume` itself. */
export const dicomFormat: VolumeFormat = {
  id: 'dicom',
  label: 'DICOM',
  extensions: ['.dcm'],
  recognises: looksLikeDicom,
  reader: {
    readHeader: async (start) => volumeHeaderOf(await arrangedFile(start)),
    read: async ({ start, channel, signal }) => {
      refuseChannel(channel, start.path)
      return readDicomSeries({ arranged: await arrangedFile(start), signal })
    },
  },
}

async function arrangedFile({ path }: FileStart): Promise<ArrangedSeries> {
  const header = await readDicomHeader(path)
  if (header === null) throw new Error(`${path} was taken for DICOM but has no such header.`)
  return arrangeSlices({ folder: commonFolder([path]), headers: [header] })
}

/** @throws SlicewrightError BAD_REQUEST */
export function refuseChannel(channel: number | undefined, path: string): void {
  if (channel === undefined || channel === 0) return
  throw new SlicewrightError('BAD_REQUEST', `${path} has no channel ${channel}: a DICOM series holds one, number 0.`, {
    details: { path, channelCount: 1, found: channel },
  })
}
