import type { CohortCase } from '../../compute/propagators/LearnedPropagator'
import type { Problem } from '../../contract/studies'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import type { LabelMapping } from '../../domain/labels/labelMapping'
import { sliceStatesOf } from '../../domain/labels/sliceStates'
import { geometryDifference } from '../../domain/volume/geometry'
import type { SliceAxis } from '../../domain/volume/slices'
import type { Volume } from '../../domain/volume/Volume'
import { readLabelMap } from '../../io/formats/readLabelMap'
import { readVolume } from '../../io/formats/readVolume'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'
import type { PropagationFiles } from './filePairs'

/** How the files of a propagation are read. */
export interface PairReader {
  readonly axis: SliceAxis
  readonly mapping: LabelMapping | undefined
  readonly ignoreValue: number | undefined
  readonly signal: AbortSignal
}

/** @throws SlicewrightError as `readLabelMap` */
export function readSparse(path: string, { mapping, ignoreValue, signal }: PairReader) {
  return readLabelMap({ path, expects: 'sparse', ignoreValue, mapping, signal })
}

/** @throws SlicewrightError as `readVolume` */
export async function readImage(path: string, signal: AbortSignal): Promise<Volume> {
  return (await readVolume({ path, signal })).volume
}

/** A pair of files as something to learn from. */
export function cohortCaseOf({ caseId, label, image }: PropagationFiles, reader: PairReader): CohortCase {
  return {
    caseId,
    axis: reader.axis,
    loadSparse: async () => (await readSparse(label, reader)).labelMap,
    loadImage: () => {
      if (image !== null) return readImage(image, reader.signal)
      throw new SlicewrightError(
        'BAD_REQUEST',
        `The method looks at the image of ${caseId}: name the image, or the folder of images, that the labels belong to (--image).`,
        { details: { caseId } },
      )
    },
  }
}

/**
 * The pairs that can be learned from and propagated; one file that cannot be read must not stop the training on all others.
 * @returns the rest as problems
 */
export async function usablePairs({
  files,
  reader,
  needsImage,
  report,
}: {
  files: readonly PropagationFiles[]
  reader: PairReader
  needsImage: boolean
  report: JobContext['report']
}): Promise<{ files: PropagationFiles[]; problems: Problem[] }> {
  const usable: PropagationFiles[] = []
  const problems: Problem[] = []
  for (const [done, each] of files.entries()) {
    throwIfCancelled(reader.signal, 'Propagation')
    report({ stage: 'reading', done, total: files.length, unit: 'volumes' })
    try {
      await checkPair(each, reader, needsImage)
      usable.push(each)
    } catch (error) {
      const { code, message } = wireErrorOf(error)
      // Without any image it is the request that is wrong, not the files.
      if (code === 'CANCELLED' || code === 'BAD_REQUEST') throw error
      problems.push({ path: each.label, code, message })
    }
  }
  if (usable.length > 0) return { files: usable, problems }
  throw new SlicewrightError(
    'NO_CASES',
    `None of the ${files.length} label maps can be used. ${problems[0].path}: ${problems[0].message}`,
    {
      details: { problems },
    },
  )
}

async function checkPair(files: PropagationFiles, reader: PairReader, needsImage: boolean): Promise<void> {
  const { labelMap } = await readSparse(files.label, reader)
  if (sliceStatesOf({ labelMap, axis: reader.axis }).every((state) => state === 'not-annotated'))
    throw new SlicewrightError(
      'LABEL_NOTHING_ANNOTATED',
      `No slice along ${reader.axis} is annotated: every voxel is 255. Annotate at least one slice, or leave the case out.`,
    )
  if (!needsImage && files.image === null) return
  const image = await cohortCaseOf(files, reader).loadImage()
  const difference = geometryDifference(image.geometry, labelMap.geometry)
  if (difference !== null)
    throw new SlicewrightError(
      'GEOMETRY_MISMATCH',
      `Image and label map do not share a grid: ${difference}. Give the image that the labels were drawn on.`,
    )
}
