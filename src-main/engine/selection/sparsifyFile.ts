import type { Sparsification } from '../../contract/selection'
import { throwIfCancelled } from '../../domain/errors'
import { parseLabelMapping } from '../../domain/labels/labelMapping'
import { sliceStatesOf, type SliceState } from '../../domain/labels/sliceStates'
import { sparsify } from '../../domain/labels/sparsify'
import type { SliceAxis } from '../../domain/volume/slices'
import { refuseOverwritingInput } from '../../io/files/refuseOverwritingInput'
import { readLabelMap } from '../../io/formats/readLabelMap'
import { writeLabelMap } from '../../io/formats/writeLabelMap'
import type { JobContext } from '../jobs/JobRunner'

/**
 * Writes a copy of a label map in which only the chosen slices are annotated.
 * @throws SlicewrightError SLICE_INDEX_OUT_OF_RANGE, OUTPUT_EXISTS, CANCELLED, and as `readLabelMap` and `writeLabelMap`
 */
export async function sparsifyFile(
  request: {
    label: string
    output: string
    sliceIndices: readonly number[]
    axis: SliceAxis
    ignoreValue?: number | undefined
    mapping?: string | undefined
  } & Pick<JobContext, 'signal'>,
): Promise<Sparsification> {
  const { label, output, axis, ignoreValue, signal } = request
  const mapping = request.mapping === undefined ? undefined : parseLabelMapping(request.mapping)
  await refuseOverwritingInput({ output, inputs: [label] })
  const dense = await readLabelMap({ path: label, expects: 'dense', ignoreValue, mapping, signal })
  const labelMap = sparsify({ labelMap: dense.labelMap, axis, sliceIndices: request.sliceIndices })
  throwIfCancelled(signal, `Making ${label} sparse`)
  await writeLabelMap({ path: output, labelMap })
  const states = sliceStatesOf({ labelMap, axis })
  const kept = [...new Set(request.sliceIndices)].sort((a, b) => a - b)
  const keptIn = (state: SliceState) => kept.filter((sliceIndex) => states[sliceIndex] === state)
  return {
    output,
    annotatedSlices: keptIn('annotated'),
    emptySlices: keptIn('annotated-empty'),
    notAnnotatedSlices: keptIn('not-annotated'),
    axis,
    mapping: [...dense.mapping],
  }
}
