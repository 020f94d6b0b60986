import { selectionPolicies } from '../../catalog/selectionPolicies'
import type { Selection } from '../../contract/selection'
import { sliceCountOf } from '../../domain/selection/sliceCount'
import { sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import { sliceAxisWarnings } from '../../domain/volume/volumeWarnings'
import { readVolumeHeader } from '../../io/formats/readVolume'

/**
 * Which slices of a volume to annotate. Only the header is read.
 * @param request.budget a density or a slice count, one of them
 * @throws SlicewrightError UNKNOWN_ID, DENSITY_OUT_OF_RANGE, BAD_REQUEST, and as `readVolumeHeader`
 */
export async function selectSlices(request: {
  image: string
  policy: string
  budget: { densityFraction?: number | undefined; sliceCount?: number | undefined }
  seed: number
  axis: SliceAxis
  params: Readonly<Record<string, unknown>>
}): Promise<Selection> {
  const { image, seed, axis, params } = request
  const policy = selectionPolicies.get(request.policy)
  const { geometry, warnings } = await readVolumeHeader({ path: image })
  const { sliceCount } = sliceLayout(geometry.size, axis)
  const { densityFraction = Number.NaN, sliceCount: asked } = request.budget
  const budgetSlices = asked ?? sliceCountOf({ densityFraction, sliceCount })
  const sliceIndices = policy.select({ sliceCount, budgetSlices, seed, params })
  return {
    policy: policy.id,
    seed,
    sliceCount: sliceIndices.length,
    sliceIndices,
    axis,
    volumeSliceCount: sliceCount,
    warnings: [...warnings, ...sliceAxisWarnings(geometry, axis)],
  }
}
