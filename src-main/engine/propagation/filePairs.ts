import { basename, join } from 'node:path'
import type { Problem } from '../../contract/studies'
import { SlicewrightError } from '../../domain/errors'
import { isFolder, listFiles } from '../../io/files/listFiles'
import { isVolumeFile, pairFiles, stemOf } from '../analysis/pairFiles'

/** One sparse label map, its image where there is one, and where the dense one goes. */
export interface PropagationFiles {
  readonly caseId: string
  readonly label: string
  readonly image: string | null
  readonly output: string
}

/**
 * What is to be propagated: one label map, or every one of a folder with the image of its name. A label map of a folder becomes a file
 * of the same name in the output folder.
 * @throws SlicewrightError BAD_REQUEST for a file beside a folder or where two outputs would have one name, CASE_PAIRING where nothing pairs,
 *   FOLDER_EMPTY
 */
export async function filePairs({
  label,
  image,
  output,
}: {
  label: string
  image: string | undefined
  output: string
}): Promise<{ files: PropagationFiles[]; problems: Problem[]; isFolder: boolean }> {
  if (!(await isFolder(label)))
    return { files: [{ caseId: stemOf(label), label, image: image ?? null, output }], problems: [], isFolder: false }
  const labels = await volumesIn(label)
  if (labels.length === 0)
    throw new SlicewrightError('FOLDER_EMPTY', `There is no label map in ${label}. Name the folder that holds them.`, {
      details: { path: label },
    })
  const into = (path: string) => join(output, `${stemOf(path)}${/\.nii$/i.test(path) ? '.nii' : '.nii.gz'}`)
  if (image === undefined) {
    const files = labels.map((path) => ({ caseId: stemOf(path), label: path, image: null, output: into(path) }))
    return { ...withoutClashes(files), isFolder: true }
  }
  if (!(await isFolder(image)))
    throw new SlicewrightError(
      'BAD_REQUEST',
      `${label} is a folder and ${image} is a file. Give --label and --image both as folders, or both as files.`,
      { details: { label, image } },
    )
  const images = await volumesIn(image)
  const { pairs, problems } = pairFiles({ references: images, predictions: labels, names: ['image', 'label map'] })
  if (pairs.length === 0)
    throw new SlicewrightError(
      'CASE_PAIRING',
      `No label map in ${label} (${labels.length}) has the name of an image in ${image} (${images.length}). Name both after their case, for example case_001.nii.gz.`,
      { details: { label, image } },
    )
  const clashes = withoutClashes(
    pairs.map(({ caseId, reference, prediction }) => ({
      caseId,
      label: prediction,
      image: reference,
      output: into(prediction),
    })),
  )
  return { files: clashes.files, problems: [...problems, ...clashes.problems], isFolder: true }
}

async function volumesIn(folder: string): Promise<string[]> {
  return (await listFiles(folder)).filter(isVolumeFile)
}

/** Two files of one name in different subfolders cannot both be written: neither is. */
function withoutClashes(files: readonly PropagationFiles[]): { files: PropagationFiles[]; problems: Problem[] } {
  const byOutput = Map.groupBy(files, ({ output }) => output.toLowerCase())
  const isAlone = ({ output }: PropagationFiles) => byOutput.get(output.toLowerCase())?.length === 1
  const problems = files
    .filter((each) => !isAlone(each))
    .map(({ label, output }): Problem => ({
      path: label,
      code: 'CASE_PAIRING',
      message: `More than one label map would be written to ${basename(output)}. Give the files names of their own.`,
    }))
  return { files: files.filter(isAlone), problems }
}
