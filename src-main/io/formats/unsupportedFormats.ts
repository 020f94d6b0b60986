import type { VolumeFormat } from './VolumeFormat'

const startsWith = (text: string) => (bytes: Uint8Array) =>
  bytes.length >= text.length && [...text].every((character, n) => bytes[n] === character.charCodeAt(0))

/** Formats that are recognised in order to be named, not read. */
export const nrrdFormat: VolumeFormat = {
  id: 'nrrd',
  label: 'NRRD',
  extensions: ['.nrrd', '.nhdr'],
  recognises: startsWith('NRRD000'),
  reader: { unsupportedBecause: 'Convert it to NIfTI first (for example with 3D Slicer or SimpleITK).' },
}

export const metaImageFormat: VolumeFormat = {
  id: 'metaimage',
  label: 'MetaImage',
  extensions: ['.mha', '.mhd'],
  recognises: (bytes) => startsWith('ObjectType')(bytes) || startsWith('NDims')(bytes),
  reader: { unsupportedBecause: 'Convert it to NIfTI first (for example with SimpleITK).' },
}

export const freeSurferFormat: VolumeFormat = {
  id: 'freesurfer-mgh',
  label: 'FreeSurfer MGH',
  extensions: ['.mgh', '.mgz'],
  // Version 1, big-endian, with three plausible dimensions behind it; there is no other magic.
  recognises: (bytes) =>
    bytes.length >= 284 && startsWith('\0\0\0\u0001\0\0')(bytes) && bytes[8] === 0 && bytes[12] === 0,
  reader: { unsupportedBecause: 'Convert it to NIfTI first (for example with mri_convert).' },
}
