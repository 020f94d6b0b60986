import { propagators } from '../../catalog/propagators'
import type { Propagation } from '../../contract/propagation'
import { parseLabelMapping } from '../../domain/labels/labelMapping'
import { IGNORE_LABEL, type LabelMap } from '../../domain/labels/LabelMap'
import { throwIfCancelled } from '../../domain/errors'
import type { SliceProvenance } from '../../domain/propagation/propagateStack'
import type { OutsideRule, UnreachedRule } from '../../domain/propagation/rules'
import { extractSlice, sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import { sliceAxisWarnings } from '../../domain/volume/volumeWarnings'
import { refuseOverwritingInput } from '../../io/files/refuseOverwritingInput'
import { readLabelMap } from '../../io/formats/readLabelMap'
import { readVolume } from '../../io/formats/readVolume'
import { writeLabelMap } from '../../io/formats/writeLabelMap'
import type { JobContext } from '../jobs/JobRunner'
import { propagateLabelMap } from './propagateLabelMap'

/**
 * Makes a dense label map of a sparse one, from file to file.
 * @throws SlicewrightError as `propagateLabelMap`, `readLabelMap`, `readVolume` and `writeLabelMap`; OUTPUT_EXISTS
 */
export async function propagateFile(
  request: {
    label: string
    output: string
    method: string
    image?: string | undefined
    axis: SliceAxis
    outside?: OutsideRule | undefined
    unreached?: UnreachedRule | undefined
    params: Readonly<Record<string, unknown>>
    ignoreValue?: number | undefined
    mapping?: string | undefined
  } & Pick<JobContext, 'signal' | 'report' | 'note'>,
): Promise<Propagation> {
  const { label, output, method, axis, outside, unreached, params, ignoreValue, signal, report, note } = request
  const { id } = propagators.get(method)
  const mapping = request.mapping === undefined ? undefined : parseLabelMapping(request.mapping)
  await refuseOverwritingInput({ output, inputs: request.image === undefined ? [label] : [label, request.image] })
  report({ stage: 'reading', done: 0, total: 1, unit: 'files' })
  const sparse = await readLabelMap({ path: label, expects: 'sparse', ignoreValue, mapping, signal })
  const image = request.image === undefined ? undefined : (await readVolume({ path: request.image, signal })).volume
  const filled = await propagateLabelMap({
    sparse: sparse.labelMap,
    image,
    axis,
    method,
    params,
    outside,
    unreached,
    signal,
    report,
  })
  for (const sentence of remarksOn(sparse.labelMap, axis, filled.slices)) note(sentence)
  throwIfCancelled(signal, 'Propagation')
  report({ stage: 'writing', done: 0, total: 1, unit: 'files' })
  await writeLabelMap({ path: output, labelMap: filled.dense })
  report({ stage: 'writing', done: 1, total: 1, unit: 'files' })
  return {
    method: id,
    output,
    axis,
    outside: filled.outside,
    unreached: filled.unreached,
    slices: filled.slices,
    seconds: filled.seconds,
    warnings: [...sparse.warnings, ...sliceAxisWarnings(sparse.labelMap.geometry, axis)],
  }
}

/** What the user probably did not mean. */
function remarksOn(sparse: LabelMap, axis: SliceAxis, slices: readonly SliceProvenance[]): string[] {
  const annotated = slices.filter(({ state }) => state === 'annotated' || state === 'annotated-empty')
  if (annotated.length === slices.length)
    return [
      `Every slice along ${axis} is annotated, so the output equals the input. Voxels that are not annotated must be ${IGNORE_LABEL} (or use --ignore-value).`,
    ]
  const layout = sliceLayout(sparse.geometry.size, axis)
  const partial = annotated.filter(({ sliceIndex }) =>
    extractSlice(sparse.data, layout, sliceIndex).includes(IGNORE_LABEL),
  )
  if (partial.length === 0) return []
  return [
    `${partial.length} slices are annotated only in part (the first: ${partial[0].sliceIndex}). What is not annotated in them counts as background for spreading, and stays not annotated.`,
  ]
}
