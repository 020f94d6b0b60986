const STORAGE = '1.2.840.10008.5.1.4.1.1'

/** DICOM objects that hold no image, or none of intensities (PS3.6, table A-1), by the end of the UID after STORAGE. */
const NO_IMAGES: Readonly<Record<string, string>> = {
  '.66': 'a raw data object',
  '.66.1': 'a spatial registration',
  '.66.2': 'a spatial fiducials object',
  '.66.3': 'a deformable registration',
  '.66.4': 'a segmentation (SEG), which holds labels',
  '.66.5': 'a surface segmentation',
  '.66.6': 'a tractography result',
  '.66.7': 'a label map segmentation (SEG), which holds labels',
  '.67': 'a real world value mapping',
  '.30': 'a parametric map',
  '.77.1.6': 'a whole slide microscopy image',
  '.88.59': 'a key object selection',
  '.104.1': 'an encapsulated PDF',
  '.104.2': 'an encapsulated CDA document',
  '.104.3': 'an encapsulated STL model',
  '.481.2': 'a radiotherapy dose (RTDOSE)',
  '.481.3': 'a radiotherapy structure set (RTSTRUCT), which holds contours',
  '.481.5': 'a radiotherapy plan (RTPLAN)',
  '.481.8': 'a radiotherapy ion plan',
}

/** The same for whole branches of UIDs. */
const NO_IMAGE_BRANCHES: Readonly<Record<string, string>> = {
  '.11.': 'a presentation state',
  '.88.': 'a structured report (SR)',
  '.9.': 'a waveform',
}

/** The directory of a medium (the file DICOMDIR). */
export const MEDIA_DIRECTORY = '1.2.840.10008.1.3.10'

/** What an object is if it is no image of intensities, for messages; null where it may be one. */
export function nonImageKindOf(sopClassUid: string): string | null {
  if (!sopClassUid.startsWith(`${STORAGE}.`)) return null
  const end = sopClassUid.slice(STORAGE.length)
  return NO_IMAGES[end] ?? Object.entries(NO_IMAGE_BRANCHES).find(([branch]) => end.startsWith(branch))?.[1] ?? null
}
