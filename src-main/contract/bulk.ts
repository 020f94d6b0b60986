import { z } from 'zod'

/** What a viewer can show without conversion; everything else is converted before it leaves the engine. */
const VOXEL_TYPES = ['uint8', 'int16', 'uint16', 'float32'] as const

const count = z.int().min(1)

/**
 * Voxels that a host serves at `url` as raw little-endian bytes, `[k, j, i]`: `GET url?offsetBytes=N&lengthBytes=N`. An
 * answer waits until that part has been decoded, so the first slices of a large volume can be had before the last.
 */
export const voxelBlockSchema = z.object({
  url: z.string().startsWith('/bulk/'),
  dtype: z.enum(VOXEL_TYPES),
  size: z.tuple([count, count, count]).describe('[ni, nj, nk] voxels'),
  byteLength: count,
})
export type VoxelBlock = z.infer<typeof voxelBlockSchema>

/** The path under which every host serves bulk data. */
export const BULK_PREFIX = '/bulk/'
