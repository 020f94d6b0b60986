import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { ImportedCase } from '../../contract/workspace'
import type { CaseRecord, CaseWarning, ImageReference, LabelReference } from '../../domain/cases/caseRecord'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { IGNORE_LABEL, classLabelsOf, type LabelMap } from '../../domain/labels/LabelMap'
import { geometryDifference, type Geometry } from '../../domain/volume/geometry'
import { refuseSheared } from '../../domain/volume/shear'
import { sliceAxisWarnings } from '../../domain/volume/volumeWarnings'
import type { DatasetListing, ListedCase } from '../../io/datasets/DatasetListing'
import { niftiStemOf } from '../../io/datasets/niftiFiles'
import { isScribble } from '../../io/datasets/pairFiles'
import { copyFileAtomically } from '../../io/files/copyFileAtomically'
import { hashImage, imagePaths, statImage } from '../../io/files/imageFiles'
import { readLabelMap } from '../../io/formats/readLabelMap'
import { readVolume } from '../../io/formats/readVolume'
import { writeLabelMap } from '../../io/formats/writeLabelMap'
import type { Workspace } from '../../io/workspace/Workspace'
import { compareWithKnownCase } from './compareWithKnownCase'
import { describeSource, type SourceFiles } from './describeSource'
import { imageCopyOf } from './imageCopyOf'
import type { ImportSettings } from './ImportSettings'

interface CaseImport {
  readonly listed: ListedCase
  readonly listing: DatasetListing
  readonly dataset: string
  readonly workspace: Workspace
  readonly settings: ImportSettings
  readonly signal: AbortSignal
}

/**
 * Checks one case and adds it to the workspace; one that is there already stays as it is.
 * @throws SlicewrightError what is wrong with the case (CASE_CHANGED, GEOMETRY_MISMATCH, GEOMETRY_SHEARED, LABEL_…, FILE_…),
 *   or with the workspace (DISK_FULL, WRITE_FAILED), or CANCELLED
 */
export async function importCase(request: CaseImport): Promise<{ imported: ImportedCase; readBytes: number }> {
  const { listed, workspace, settings, signal } = request
  const source = await describeSource(listed, signal)
  const readBytes = source.image.sizeBytes + (source.label?.sizeBytes ?? 0)
  const known = workspace.findCase(listed.caseId)
  const done = (status: ImportedCase['status']) => ({
    imported: importedCaseOf(workspace, listed.caseId, status),
    readBytes,
  })
  if (known !== null) {
    compareWithKnownCase({ known, source, settings, ignoreValue: ignoreValueOf(request) })
    followImage(workspace, known, source)
    const isLabelLost = known.label !== null && !existsSync(known.label.path)
    if (source.label === null || (known.label !== null && !isLabelLost)) return done('unchanged')
    await importLabel(request, source, known.geometry)
    return done(isLabelLost ? 'label-restored' : 'label-added')
  }

  const { volume, facts, warnings } = await readVolume({
    ...source.image,
    channel: channelOf(request),
    signal,
  })
  const { geometry } = volume
  refuseSheared(geometry, source.image.path)
  const read = source.label === null ? null : await readCheckedLabelMap(request, source.label.path, geometry)
  const image: ImageReference = {
    ...referenceTo(settings.copyImages ? await copyImage(request, source) : source.image),
    channel: facts.channelCount > 1 ? (channelOf(request) ?? null) : null,
    storedType: facts.dtype,
    isCopied: settings.copyImages,
  }
  const label = read === null || source.label === null ? null : await writeLabel(request, source.label, read)
  workspace.caseTable.add({
    caseId: listed.caseId,
    dataset: request.dataset,
    patientId: listed.patientId,
    image,
    label,
    geometry: {
      size: [...geometry.size],
      spacingMm: [...geometry.spacingMm],
      originMm: [...geometry.originMm],
      direction: [...geometry.direction],
    },
    sliceAxis: settings.sliceAxis,
    modality: facts.modality,
    storedWindows: [...facts.storedWindows],
    classes: read === null ? [] : classLabelsOf(read.labelMap.data),
    splitHint: listed.splitHint,
    warnings: [
      ...listed.warnings,
      ...inFile('Image', warnings),
      ...inFile('Image', sliceAxisWarnings(geometry, settings.sliceAxis)),
      ...inFile('Label', read?.warnings ?? []),
    ],
  })
  return done('imported')
}

/** nnU-Net keeps channels in files of their own: there the channel has chosen the file already. */
function channelOf({ listing, settings }: CaseImport): number | undefined {
  return listing.layout === 'nnunet-raw' ? undefined : (settings.channel ?? undefined)
}

function ignoreValueOf({ listing, settings }: CaseImport): number | null {
  return settings.ignoreValue ?? listing.ignoreValue
}

interface ReadLabel {
  readonly labelMap: LabelMap
  readonly mapping: LabelReference['mapping']
  readonly warnings: readonly CaseWarning[]
}

async function readCheckedLabelMap(request: CaseImport, path: string, geometry: Geometry): Promise<ReadLabel> {
  const { listing, settings, signal } = request
  refuseUnexplainedScribble(request, path)
  const { labelMap, mapping, warnings } = await readLabelMap({
    path,
    expects: 'dense',
    ignoreValue: ignoreValueOf(request) ?? undefined,
    mapping: settings.mapping ?? undefined,
    signal,
  })
  const difference = geometryDifference(geometry, labelMap.geometry)
  if (difference !== null)
    throw new SlicewrightError(
      'GEOMETRY_MISMATCH',
      `${basename(path)} is not on the grid of its image ${basename(request.listed.imagePath)}: ${difference} ` +
        '(image against label). Resample the label onto the image, or check that they belong together.',
      { details: { path, image: request.listed.imagePath } },
    )
  const { allowedLabels } = listing
  const strangers = mapping
    .map(({ from }) => from)
    .filter((value) => allowedLabels !== null && !allowedLabels.includes(value) && value !== ignoreValueOf(request))
  // A mapping names every value that may occur, so the folder's own list has no say then.
  if (strangers.length > 0 && settings.mapping === null)
    throw new SlicewrightError(
      'LABEL_UNEXPECTED_VALUE',
      `${basename(path)} has values that dataset.json does not list: ${strangers.join(', ')} (it lists ` +
        `${(allowedLabels ?? []).join(', ')}). Correct the label or dataset.json, or map the values with --map.`,
      { details: { path, found: strangers, allowed: allowedLabels } },
    )
  return { labelMap, mapping: mapping.map(({ from, to }) => ({ from, to })), warnings }
}

/** A scribble leaves most voxels open, by a value that only its author knows: reading it as a class would be silently wrong. */
function refuseUnexplainedScribble(request: CaseImport, path: string): void {
  if (!isScribble(niftiStemOf(basename(path))) || request.settings.mapping !== null) return
  if (ignoreValueOf(request) !== null) return
  throw new SlicewrightError(
    'LABEL_RESERVED_VALUE',
    `${basename(path)} is a scribble: one of its values means "not annotated". Say which with --ignore-value (for example 4), ` +
      'or map all values with --map (for example 1:1,2:2,3:3,4:255).',
    { details: { path } },
  )
}

async function writeLabel(
  { listed, workspace }: CaseImport,
  source: { path: string; sha256: string },
  { labelMap, mapping }: ReadLabel,
): Promise<LabelReference> {
  const path = workspace.labelPath(listed.caseId)
  await writeLabelMap({ path, labelMap })
  const isSparse = labelMap.data.includes(IGNORE_LABEL)
  return { path, sourcePath: source.path, sourceSha256: source.sha256, mapping, isSparse }
}

async function importLabel(request: CaseImport, { label }: SourceFiles, geometry: Geometry): Promise<void> {
  if (label === null) return
  const read = await readCheckedLabelMap(request, label.path, geometry)
  const reference = await writeLabel(request, label, read)
  request.workspace.caseTable.setLabel(request.listed.caseId, reference, classLabelsOf(read.labelMap.data))
}

async function copyImage(
  { listed, workspace, signal }: CaseImport,
  { image }: SourceFiles,
): Promise<SourceFiles['image']> {
  const copy = imageCopyOf(workspace, listed)
  const targets = imagePaths(copy)
  for (const [at, from] of imagePaths(image).entries()) {
    throwIfCancelled(signal, 'The import')
    await copyFileAtomically({ from, to: targets[at] })
  }
  const found = await statImage(copy)
  if (found === null || (await hashImage(copy, signal)) !== image.sha256)
    throw new SlicewrightError(
      'WRITE_FAILED',
      `The copy ${copy.path} differs from ${image.path}. Check the disk and run again.`,
    )
  return { ...image, ...copy, ...found }
}

function referenceTo({ files, ...image }: SourceFiles['image']): SourceFiles['image'] & Pick<ImageReference, 'files'> {
  return { ...image, files: files === null ? null : [...files] }
}

/** The same bytes in another place, or touched since: the reference follows, unless the old place still has them. */
function followImage(workspace: Workspace, known: CaseRecord, { image }: SourceFiles): void {
  if (known.image.isCopied) return
  const isSamePlace = known.image.path === image.path
  if (isSamePlace ? known.image.modifiedAtMs === image.modifiedAtMs : existsSync(known.image.path)) return
  workspace.caseTable.setImageLocation(known.caseId, image)
}

/** Which of the two files is meant; its name stays out of the results. */
function inFile(which: 'Image' | 'Label', warnings: readonly CaseWarning[]): CaseWarning[] {
  return warnings.map(({ code, message }) => ({ code, message: `${which}: ${message}` }))
}

function importedCaseOf(workspace: Workspace, caseId: string, status: ImportedCase['status']): ImportedCase {
  const record = workspace.findCase(caseId)
  if (record === null) throw new Error(`Case ${caseId} is not in the workspace after its import.`)
  return {
    caseId: record.caseId,
    status,
    patientId: record.patientId,
    splitHint: record.splitHint,
    image: record.image.path,
    label: record.label?.path ?? null,
    size: [...record.geometry.size],
    spacingMm: [...record.geometry.spacingMm],
    classes: record.classes,
    isSparse: record.label?.isSparse ?? false,
    warnings: record.warnings,
  }
}
