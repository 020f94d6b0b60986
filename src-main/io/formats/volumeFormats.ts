import { dicomFormat } from './dicom/dicomFormat'
import { niftiFormat, niftiPairFormat } from './nifti/niftiFormat'
import { freeSurferFormat, metaImageFormat, nrrdFormat } from './unsupportedFormats'
import type { VolumeFormat } from './VolumeFormat'

/** In the order in which they are asked; the first that recognises a file's first bytes has it. */
export const VOLUME_FORMATS: readonly VolumeFormat[] = [
  niftiFormat,
  niftiPairFormat,
  nrrdFormat,
  metaImageFormat,
  freeSurferFormat,
  dicomFormat,
]
