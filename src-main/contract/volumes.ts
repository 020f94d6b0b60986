import { oc } from '@orpc/contract'
import { z } from 'zod'
import { caseWarningSchema } from '../domain/cases/caseRecord'
import { voxelBlockSchema } from './bulk'
import { methodErrors } from './errors'
import { workspacePathSchema } from './paths'
import { sliceAxisSchema } from './studies'

const triple = z.tuple([z.number(), z.number(), z.number()])
const nine = z.array(z.number()).length(9)

const gridSchema = z.object({
  size: triple.describe('[ni, nj, nk] voxels'),
  spacingMm: triple,
  originMm: triple.describe('Centre of voxel (0, 0, 0), LPS'),
  direction: nine.describe('Row-major; its columns are the i, j and k axes in LPS'),
})

/** Grey values from black to white. */
const displayWindowSchema = z.object({
  name: z.string(),
  lowerValue: z.number(),
  upperValue: z.number(),
})

const LAYER_KINDS = ['imported', 'working', 'suggestion'] as const

/**
 * A label map over a volume. Its voxels are 0 where a slice is not annotated: `annotatedSliceIndices` says which are.
 * `imported`: as it came with the case. `working`: what has been annotated or accepted under a plan. `suggestion`: what a
 * propagator proposes and nobody has accepted.
 */
const labelLayerSchema = z.object({
  layerId: z.string(),
  kind: z.enum(LAYER_KINDS),
  title: z.string(),
  voxels: voxelBlockSchema.describe('uint8; never 255'),
  classes: z.array(z.object({ label: z.int().min(1).max(254), name: z.string() })),
  annotatedSliceIndices: z.array(z.int()).nullable().describe('0-based on the slice axis; null where all are'),
  /** Of a suggestion, once it is finished. */
  confidence: voxelBlockSchema
    .nullable()
    .describe(
      'uint8 on the same grid: 0 could as well be another class, 255 certain; null where the method does not say',
    ),
})
export type LabelLayerInfo = z.infer<typeof labelLayerSchema>

const openedVolumeSchema = z.object({
  caseId: z.string(),
  title: z.string().describe('For people; never a patient name'),
  grid: gridSchema,
  sliceAxis: sliceAxisSchema,
  sliceCount: z.int(),
  image: voxelBlockSchema,
  modality: z.string().nullable().describe('As DICOM writes it: CT, MR …; null where unknown'),
  /** The first is the one to begin with. From the file, by modality, and by percentiles. */
  windows: z.array(displayWindowSchema).min(1),
  layers: z.array(labelLayerSchema),
  warnings: z.array(caseWarningSchema),
})
export type OpenedVolume = z.infer<typeof openedVolumeSchema>

const previewSchema = z.object({
  caseId: z.string(),
  sliceIndex: z.int(),
  /** uint8 grey, `[height, width]`, already windowed; fetched from the bulk path in one piece. */
  url: z.string().startsWith('/bulk/'),
  /** uint8 classes on the same raster; null where the slice has none to show. */
  labelUrl: z.string().startsWith('/bulk/').nullable(),
  width: z.int(),
  height: z.int(),
  /** Size of a pixel on the body, so that it can be drawn undistorted: [along the width, along the height]. */
  pixelMm: z.tuple([z.number(), z.number()]),
})
export type SlicePreview = z.infer<typeof previewSchema>

export const volumes = {
  /** Describes a case for a viewer; the voxels stream from the bulk path. */
  open: oc
    .errors(methodErrors)
    .input(
      z.object({
        workspace: workspacePathSchema,
        caseId: z.string(),
        planId: z.string().optional().describe('With it, the working label map and suggestion of that plan too'),
      }),
    )
    .output(openedVolumeSchema),
  /** Lets go of the voxels of a case that is no longer looked at. */
  close: oc
    .errors(methodErrors)
    .input(z.object({ workspace: workspacePathSchema, caseId: z.string() }))
    .output(z.object({})),
  /**
   * Small pictures of slices, drawn as the slice is stored but turned to radiological convention where it is axial, sagittal or coronal.
   * In the order asked for; slices of a case whose files cannot be read are left out.
   */
  previews: oc
    .errors(methodErrors)
    .input(
      z.object({
        workspace: workspacePathSchema,
        slices: z
          .array(
            z.object({
              caseId: z.string(),
              sliceIndex: z
                .int()
                .nullable()
                .describe('null: the middle slice, or of a labelled case the one with most target'),
            }),
          )
          .max(500),
        maxSidePixels: z.int().min(16).max(512).default(128),
      }),
    )
    .output(z.array(previewSchema)),
}
