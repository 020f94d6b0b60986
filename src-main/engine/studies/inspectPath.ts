import { formats } from '../../catalog/formats'
import type { InspectedVolume, Inspection, Problem } from '../../contract/studies'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { anatomicalAxes, slicePlaneOf } from '../../domain/volume/orientation'
import { sliceLayout, type SliceAxis } from '../../domain/volume/slices'
import { sliceAxisWarnings } from '../../domain/volume/volumeWarnings'
import { isFolder, listFiles } from '../../io/files/listFiles'
import { readVolume } from '../../io/formats/readVolume'
import type { JobContext } from '../jobs/JobRunner'
import { wireErrorOf } from '../jobs/wireErrorOf'

/** Files that stand beside volumes and are none. */
const SIDE_FILES = /\.(json|txt|md|csv|tsv|xml|pdf|png|jpe?g|bval|bvec)$|(^|\/)(LICENSE|LICENCE|README|CHANGES)$/i

interface InspectRequest extends Pick<JobContext, 'signal' | 'report'> {
  readonly path: string
  readonly channel?: number | undefined
  readonly axis: SliceAxis
}

/**
 * Reads one file, or every file below a folder, and says what is there. Of a folder, files that cannot be read are listed.
 * @throws SlicewrightError of a single file as `readVolume`; FOLDER_EMPTY, CANCELLED
 */
export async function inspectPath(request: InspectRequest): Promise<Inspection> {
  const { path, signal, report } = request
  if (!(await isFolder(path))) return { volumes: [await inspectFile({ ...request, file: path })], problems: [] }
  const files = (await listFiles(path)).filter((file) => !SIDE_FILES.test(file))
  if (files.length === 0) throw folderEmpty(path)
  const volumes: InspectedVolume[] = []
  const problems: Problem[] = []
  for (const [done, file] of files.entries()) {
    throwIfCancelled(signal, `Inspecting ${path}`)
    report({ stage: 'inspecting', done, total: files.length, unit: 'files' })
    try {
      volumes.push(await inspectFile({ ...request, file }))
    } catch (error) {
      const { code, message } = wireErrorOf(error)
      if (code === 'CANCELLED') throw error
      problems.push({ path: file, code, message })
    }
  }
  report({ stage: 'inspecting', done: files.length, total: files.length, unit: 'files' })
  return { volumes, problems }
}

async function inspectFile(request: InspectRequest & { file: string }): Promise<InspectedVolume> {
  const { file, channel, axis, signal } = request
  const { volume, facts, warnings } = await readVolume({ path: file, channel, signal })
  const { geometry } = volume
  const { plane, tiltDegrees } = slicePlaneOf({ geometry, axis })
  return {
    path: file,
    format: facts.format,
    size: [...geometry.size],
    spacingMm: [...geometry.spacingMm],
    originMm: [...geometry.originMm],
    direction: [...geometry.direction],
    dtype: facts.dtype,
    channelCount: facts.channelCount,
    channel: channel ?? 0,
    valueRange: facts.valueRange === null ? null : [...facts.valueRange],
    orientation: anatomicalAxes(geometry).codes,
    axis,
    sliceCount: sliceLayout(geometry.size, axis).sliceCount,
    plane,
    planeTiltDegrees: tiltDegrees,
    warnings: [...warnings, ...sliceAxisWarnings(geometry, axis)],
  }
}

function folderEmpty(path: string): SlicewrightError {
  const readable = formats.entries.filter(({ reader }) => 'read' in reader).flatMap(({ extensions }) => extensions)
  return new SlicewrightError(
    'FOLDER_EMPTY',
    `There is no image file in ${path} or below it. Readable files end in ${readable.join(' or ')}.`,
    { details: { path } },
  )
}
