import { selectionPolicies } from '../../catalog/selectionPolicies'
import type { Selection } from '../../contract/selection'
import { explainChoices } from '../../domain/selection/explainChoices'
import { sliceCountOf } from '../../domain/selection/sliceCount'
import { sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import { sliceAxisWarnings } from '../../domain/volume/volumeWarnings'
import { readLabelMap } from '../../io/formats/readLabelMap'
import { readVolume, readVolumeHeader } from '../../io/formats/readVolume'
import { describeVolume } from './describeVolume'
import { sliceFactsFor } from './sliceFacts'

/**
 * Which slices of a volume to annotate. Only the header is read, unless the policy looks at the slices.
 * @param request.budget a density or a slice count, one of them
 * @param request.label a label map on the same grid, for policies that need to know where the target is
 * @throws SlicewrightError UNKNOWN_ID, DENSITY_OUT_OF_RANGE, BAD_REQUEST, and as `readVolumeHeader`
 */
export async function selectSlices(request: {
  image: string
  label?: string | undefined
  policy: string
  budget: { densityFraction?: number | undefined; sliceCount?: number | undefined }
  seed: number
  axis: SliceAxis
  params: Readonly<Record<string, unknown>>
  signal?: AbortSignal | undefined
  /** Of the host: a model named in `params` must lie below one of them. */
  roots: readonly string[] | null
}): Promise<Selection> {
  const { image, label, seed, axis, params } = request
  const policy = selectionPolicies.get(request.policy)
  const { geometry, warnings } = await readVolumeHeader({ path: image })
  const { sliceCount } = sliceLayout(geometry.size, axis)
  const { densityFraction = Number.NaN, sliceCount: asked } = request.budget
  const budgetSlices = asked ?? sliceCountOf({ densityFraction, sliceCount })
  const { signal = new AbortController().signal, roots } = request
  const facts = await sliceFactsFor({
    policy,
    axis,
    describe: (volume) => describeVolume({ volume, axis, params, seed, roots, signal }),
    loadImage: async () => (await readVolume({ path: image })).volume,
    loadLabels:
      label === undefined ? null : async () => (await readLabelMap({ path: label, expects: 'sparse' })).labelMap,
  })
  const choices = policy.choose({ ...facts, sliceCount, budgetSlices, seed, params })
  return {
    policy: policy.id,
    seed,
    sliceCount: choices.length,
    sliceIndices: choices.map(({ sliceIndex }) => sliceIndex),
    axis,
    volumeSliceCount: sliceCount,
    why: explainChoices({ choices, descriptors: facts.descriptors }),
    warnings: [...warnings, ...sliceAxisWarnings(geometry, axis)],
  }
}
