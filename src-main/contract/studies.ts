import { oc } from '@orpc/contract'
import { z } from 'zod'
import { SLICE_PLANES } from '../domain/volume/orientation'
import { SLICE_AXES } from '../domain/volume/slices'
import { storedWindowSchema } from '../domain/volume/storedWindow'
import { VOLUME_WARNING_CODES } from '../domain/volume/volumeWarnings'
import { methodErrors, wireErrorSchema } from './errors'
import { startedSchema } from './jobs'
import { pathSchema } from './paths'

export const sliceAxisSchema = z.enum(SLICE_AXES).describe('Stored axis that is cut into slices')

const triple = z.tuple([z.number(), z.number(), z.number()])

export const volumeWarningSchema = z.object({ code: z.enum(VOLUME_WARNING_CODES), message: z.string() })

/** A file that could not be used, in a list of many. */
export const problemSchema = wireErrorSchema.omit({ details: true }).extend({
  path: z.string(),
  files: z.array(z.string()).readonly().optional().describe('The files that it is about, where the path is a folder'),
})
export type Problem = z.infer<typeof problemSchema>

const inspectedVolumeSchema = z.object({
  path: z.string().describe('Absolute; of a DICOM series its folder, or FOLDER#UID where that folder holds several'),
  format: z.string().describe('Id in the catalog of formats'),
  size: triple.describe('[ni, nj, nk] voxels'),
  spacingMm: triple,
  originMm: triple.describe('Centre of voxel (0, 0, 0), LPS'),
  direction: z.array(z.number()).length(9).describe('Row-major; columns are the i, j and k axes in LPS'),
  dtype: z.string().describe('Type of the stored voxels'),
  channelCount: z.number().int(),
  channel: z.number().int().describe('The one the values are of'),
  valueRange: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('Finite values after scaling; null if there are none'),
  orientation: z.string().describe("Anatomical axis each voxel axis points to, as nibabel's aff2axcodes"),
  axis: sliceAxisSchema,
  sliceCount: z.number().int(),
  plane: z.enum(SLICE_PLANES).describe('Of the slices on the axis; oblique beyond 37° of the nearest'),
  planeTiltDegrees: z.number(),
  modality: z.string().nullable().describe('As DICOM writes it: CT, MR …; null where the file does not say'),
  storedWindows: z.array(storedWindowSchema).describe('Grey-value windows that the file itself recommends'),
  series: z
    .object({
      seriesUid: z.string(),
      seriesNumber: z.number().nullable(),
      description: z.string().nullable(),
      folder: z.string().describe('The innermost that holds all files'),
      fileCount: z.int(),
    })
    .nullable()
    .describe('Of a DICOM series; null for a file of another format'),
  warnings: z.array(volumeWarningSchema),
})
export type InspectedVolume = z.infer<typeof inspectedVolumeSchema>

/** Result of the job that `studies.inspect` starts. */
export const inspectionSchema = z.object({
  volumes: z.array(inspectedVolumeSchema),
  problems: z.array(problemSchema).describe('Files of a folder that hold no readable volume'),
})
export type Inspection = z.infer<typeof inspectionSchema>

export const studies = {
  inspect: oc
    .errors(methodErrors)
    .input(
      z.object({
        path: pathSchema('A file, or a folder that is searched with all its subfolders'),
        channel: z.number().int().min(0).optional().describe('Which volume of a file that holds several, 0-based'),
        axis: sliceAxisSchema.default('k'),
      }),
    )
    .output(startedSchema),
}
