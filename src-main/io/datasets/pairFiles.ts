import type { DatasetProblem } from './DatasetListing'
import type { NiftiFile } from './niftiFiles'

/** Image and label of one case; either may be missing, not both. */
export interface FilePair {
  /** What the two names share; empty where the names say only "image" and "label". */
  readonly key: string
  readonly image: NiftiFile | null
  readonly label: NiftiFile | null
}

export interface FilePairs {
  readonly pairs: readonly FilePair[]
  readonly problems: readonly DatasetProblem[]
  /** Files that were left aside because another name was chosen, or looks more like an image or a label. */
  readonly unused: readonly NiftiFile[]
}

const IMAGE_SUFFIXES = ['image', 'img', 'volume']
const LABEL_SUFFIXES = ['label', 'labels', 'labelmap', 'seg', 'segmentation', 'seg-manual', 'mask', 'msk', 'gt']
/** Labels too, but taken only if the user says so: a case with a scribble usually has a full label as well. */
const SCRIBBLE_SUFFIXES = ['scribble', 'scribbles']

/** Whether a label file is called a scribble: then most of its voxels are not annotated, whatever value says so. */
export function isScribble(stem: string): boolean {
  return without(stem, SCRIBBLE_SUFFIXES) !== null
}

/** Endings that tell files apart, in place of the usual ones; null keeps those. */
export interface PairingSuffixes {
  readonly imageSuffix: string | null
  readonly labelSuffix: string | null
}

/** Pairs the files of an image folder with those of a label folder: the same name, or the same but for an ending. */
export function pairFolders({
  images,
  labels,
  suffixes,
}: {
  images: readonly NiftiFile[]
  labels: readonly NiftiFile[]
  suffixes: PairingSuffixes
}): FilePairs {
  const labelByStem = new Map(labels.map((label) => [label.stem, label]))
  const isSameNameEnough = suffixes.imageSuffix === null && suffixes.labelSuffix === null
  const exact = (isSameNameEnough ? images : []).flatMap((image) => {
    const label = labelByStem.get(image.stem)
    return label === undefined ? [] : [{ key: image.stem, image, label }]
  })
  const isPaired = new Set(exact.map(({ key }) => key))
  const open = (files: readonly NiftiFile[]) => files.filter(({ stem }) => !isPaired.has(stem))
  const rest = paired(
    keyed(open(images), suffixes.imageSuffix, IMAGE_SUFFIXES),
    keyed(open(labels), suffixes.labelSuffix, LABEL_SUFFIXES),
  )
  return { ...rest, pairs: [...exact, ...rest.pairs].sort((a, b) => (a.key < b.key ? -1 : 1)) }
}

/** Tells images and labels of one folder apart by the ends of their names, and pairs them. */
export function pairFilesOfOneFolder({
  files,
  suffixes: { imageSuffix, labelSuffix },
}: {
  files: readonly NiftiFile[]
  suffixes: PairingSuffixes
}): FilePairs {
  const labelSuffixes = labelSuffix === null ? LABEL_SUFFIXES : [bare(labelSuffix)]
  const imageSuffixes = imageSuffix === null ? IMAGE_SUFFIXES : [bare(imageSuffix)]
  const anyLabel = [...labelSuffixes, ...LABEL_SUFFIXES, ...SCRIBBLE_SUFFIXES]
  const images: KeyedFile[] = []
  const labels: KeyedFile[] = []
  const unused: NiftiFile[] = []
  for (const file of files) {
    const labelKey = without(file.stem, labelSuffixes)
    const imageKey = without(file.stem, imageSuffixes)
    if (labelKey !== null) labels.push({ file, key: labelKey })
    else if (imageKey !== null) images.push({ file, key: imageKey })
    else if (imageSuffix === null && without(file.stem, anyLabel) === null) images.push({ file, key: file.stem })
    else unused.push(file)
  }
  return { ...paired(images, labels), unused }
}

/** With a chosen suffix only the files that end in it; otherwise all, without a usual ending. */
function keyed(files: readonly NiftiFile[], chosen: string | null, usual: readonly string[]): KeyedFile[] {
  if (chosen === null) return files.map((file) => ({ file, key: without(file.stem, usual) ?? file.stem }))
  return files.flatMap((file) => {
    const key = without(file.stem, [bare(chosen)])
    return key === null ? [] : [{ file, key }]
  })
}

interface KeyedFile {
  readonly file: NiftiFile
  readonly key: string
}

function paired(images: readonly KeyedFile[], labels: readonly KeyedFile[]): FilePairs {
  const [imagesByKey, labelsByKey] = [images, labels].map((files) => Map.groupBy(files, ({ key }) => key))
  const keys = [...new Set([...imagesByKey.keys(), ...labelsByKey.keys()])].sort()
  const pairs: FilePair[] = []
  const problems: DatasetProblem[] = []
  for (const key of keys) {
    const [imageFiles, labelFiles] = [imagesByKey, labelsByKey].map((files) =>
      (files.get(key) ?? []).map(({ file }) => file),
    )
    const [what, several] = imageFiles.length > 1 ? ['image', imageFiles] : ['label', labelFiles]
    if (several.length > 1)
      problems.push({
        path: several[0].path,
        code: 'CASE_PAIRING',
        message:
          `${several.length} files could be the ${what} of one case: ${several.map(({ path }) => path).join(', ')}. ` +
          `Choose with --${what}-suffix.`,
      })
    else pairs.push({ key, image: imageFiles[0] ?? null, label: labelFiles[0] ?? null })
  }
  return { pairs, problems, unused: [] }
}

/** What a label's name shares with its image, by the ending that makes it a label; null where it has no such ending. */
export function labelKeyOf(stem: string, labelSuffix: string | null): string | null {
  return without(stem, labelSuffix === null ? LABEL_SUFFIXES : [bare(labelSuffix)])
}

/** `stem` without the first suffix it ends in (after a separator, or as a whole); null if it ends in none. */
function without(stem: string, suffixes: readonly string[]): string | null {
  for (const suffix of suffixes) {
    if (!stem.toLowerCase().endsWith(suffix.toLowerCase())) continue
    const rest = stem.slice(0, stem.length - suffix.length)
    if (rest === '') return ''
    if (/[_.-]$/.test(rest)) return rest.slice(0, -1)
  }
  return null
}

function bare(suffix: string): string {
  return suffix.replace(/\.nii(?:\.gz)?$/i, '').replace(/^[_.-]/, '')
}
