import { basename } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import { describedLabels, type DatasetDescription } from './datasetDescription'
import type { DatasetProblem, LayoutListing, ListingOptions } from './DatasetListing'
import { readTrainingAndTestFolders, type FolderPart } from './folderParts'
import type { NiftiFile } from './niftiFiles'
import { pairedCases, type PlacedPair } from './pairedCases'

/** `CASE_0000` is channel 0 of CASE. */
const CHANNEL_FILE = /^(.+)_(\d{4})$/

/**
 * nnU-Net raw (https://github.com/MIC-DKFZ/nnUNet, documentation/dataset_format.md): a file per channel, labels named after
 * the case, `ignore` the highest label.
 * @throws SlicewrightError CHANNEL_REQUIRED if there are several channels and none was chosen, FORMAT_UNSUPPORTED if the files
 *   are not NIfTI, BAD_REQUEST if there is no such channel
 */
export async function listNnunetRaw({
  folder,
  description,
  options,
}: {
  folder: string
  description: DatasetDescription
  options: ListingOptions
}): Promise<LayoutListing> {
  const channels = description.channel_names ?? description.modality ?? { '0': 'unknown' }
  const channel = chosenChannel(folder, channels, options.channel)
  const ending = description.file_ending ?? '.nii.gz'
  if (!/^\.nii(\.gz)?$/i.test(ending))
    throw new SlicewrightError(
      'FORMAT_UNSUPPORTED',
      `${folder} holds ${ending} files (file_ending of dataset.json); only .nii and .nii.gz can be read. Convert them first.`,
      { details: { folder, found: ending, allowed: ['.nii', '.nii.gz'] } },
    )
  const pairs: PlacedPair[] = []
  const problems: DatasetProblem[] = []
  for (const part of await readTrainingAndTestFolders(folder)) {
    const placed = placePart({ ...part, channel })
    pairs.push(...placed.pairs)
    problems.push(...placed.problems)
  }
  const found = pairedCases({ pairs, isUnlabelledAllowed: options.isUnlabelledAllowed })
  return {
    layout: 'nnunet-raw',
    name: description.name ?? null,
    ...describedLabels(description),
    channelName: channels[String(channel)] ?? null,
    cases: found.cases,
    problems: [...problems, ...found.problems],
    notes: [],
  }
}

function chosenChannel(folder: string, channels: Record<string, string>, asked: number | null): number {
  const numbers = Object.keys(channels).map(Number)
  const listed = Object.entries(channels)
    .map(([number, name]) => `${number} ${name}`)
    .join(', ')
  if (asked === null && numbers.length > 1)
    throw new SlicewrightError(
      'CHANNEL_REQUIRED',
      `${folder} has ${numbers.length} channels (${listed}); one is used. Choose it with --channel.`,
      { details: { folder, channels } },
    )
  const channel = asked ?? numbers[0] ?? 0
  if (!numbers.includes(channel))
    throw new SlicewrightError('BAD_REQUEST', `${folder} has no channel ${channel}; it has ${listed}.`, {
      details: { folder, found: channel, channels },
    })
  return channel
}

function placePart({ images, labels, splitHint, channel }: FolderPart & { channel: number }): {
  pairs: PlacedPair[]
  problems: DatasetProblem[]
} {
  const problems: DatasetProblem[] = []
  const channelsByCase = new Map<string, Map<number, NiftiFile>>()
  for (const file of images) {
    const match = CHANNEL_FILE.exec(file.stem)
    if (match === null) {
      const message = `${basename(file.path)} does not end in a channel (CASE_0000.nii.gz). Rename it.`
      problems.push({ path: file.path, code: 'CASE_PAIRING', message })
      continue
    }
    const [, name, number] = match
    channelsByCase.set(name, (channelsByCase.get(name) ?? new Map<number, NiftiFile>()).set(Number(number), file))
  }
  const labelByCase = new Map((labels ?? []).map((label) => [label.stem, label]))
  const names = [...new Set([...channelsByCase.keys(), ...labelByCase.keys()])].sort()
  const pairs = names.flatMap((name): PlacedPair[] => {
    const files = channelsByCase.get(name)
    const image = files?.get(channel) ?? null
    if (files !== undefined && image === null) {
      const other = [...files.values()][0].path
      const message = `Case ${name} has no channel ${channel} beside ${basename(other)}. Add the file.`
      problems.push({ path: other, code: 'CASE_PAIRING', message })
      return []
    }
    const label = labelByCase.get(name) ?? null
    return [{ key: name, name, image, label, patientId: null, splitHint, isUnlabelledByDesign: labels === null }]
  })
  return { pairs, problems }
}
