import { VOLUME_FORMATS } from '../io/formats/volumeFormats'
import { defineCatalog } from './defineCatalog'

/** The list itself is in io, where readVolume needs it. */
export const formats = defineCatalog('file format', VOLUME_FORMATS)
