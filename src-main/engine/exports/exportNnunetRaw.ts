import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ExportResult } from '../../contract/exports'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import { systemCodeOf, writeError } from '../../io/files/fileErrors'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'
import type { DatasetRecord } from '../../io/workspace/DatasetTable'
import type { JobContext } from '../jobs/JobRunner'
import { exportCase, type ExportedCase } from './exportCase'
import { planNnunetLabels } from './planNnunetLabels'

export interface NnunetExport {
  readonly cases: readonly CaseRecord[]
  readonly dataset: DatasetRecord
  /** The folder that gets imagesTr, labelsTr and dataset.json; new or empty. */
  readonly output: string
  /** Null takes the imported one, or guesses CT from the values. */
  readonly channelName: string | null
  readonly context: Pick<JobContext, 'signal' | 'report'>
}

/**
 * Writes a data set in nnU-Net's raw layout, reads it again, compares every voxel, and only then gives the folder its name.
 * Cases that the data set keeps for testing, and cases without a label, go to imagesTs: nnU-Net trains on all of imagesTr.
 * @throws SlicewrightError NO_CASES, OUTPUT_EXISTS, WRITE_FAILED, DISK_FULL, CANCELLED, and what is wrong with an image
 */
export async function exportNnunetRaw(request: NnunetExport): Promise<ExportResult> {
  const { cases, dataset, output, context } = request
  const beganAtMs = performance.now()
  if (!cases.some(isForTraining))
    throw new SlicewrightError(
      'NO_CASES',
      `Data set ${dataset.name} has no labelled training case among its ${cases.length}. Import labels, or choose another with --dataset.`,
    )
  await refuseFullFolder(output)
  const plan = planNnunetLabels({
    classes: cases.flatMap(({ classes }) => classes),
    classNames: dataset.classNames,
    isSparse: cases.some(({ label }) => label?.isSparse === true),
  })
  const temporary = join(dirname(output), `.${basename(output)}.${randomUUID()}.tmp`)
  try {
    await makeFolders(temporary, cases)
    const exported: ExportedCase[] = []
    for (const [done, record] of cases.entries()) {
      throwIfCancelled(context.signal, 'The export')
      context.report({ stage: 'export', done, total: cases.length, unit: 'cases' })
      const folders = isForTraining(record) ? TRAINING_FOLDERS : TEST_FOLDERS
      const paths = {
        image: join(folders.images, `${record.caseId}_0000.nii.gz`),
        label: record.label === null ? null : join(folders.labels, `${record.caseId}.nii.gz`),
      }
      exported.push(await exportCase({ record, paths, folder: temporary, plan, signal: context.signal }))
    }
    context.report({ stage: 'export', done: cases.length, total: cases.length, unit: 'cases' })
    const channelName = request.channelName ?? dataset.channelName ?? guessedChannelName(exported)
    const description = {
      channel_names: { '0': channelName },
      labels: plan.labels,
      numTraining: cases.filter(isForTraining).length,
      file_ending: '.nii.gz',
      name: dataset.name,
    }
    await writeFileAtomically({
      path: join(temporary, 'dataset.json'),
      data: `${JSON.stringify(description, null, 2)}\n`,
    })
    await giveName(temporary, output)
    return {
      output,
      dataset: dataset.name,
      channelName,
      labels: plan.labels,
      ignoreLabel: plan.ignoreLabel,
      cases: cases.map((record, at) => ({
        caseId: record.caseId,
        part: isForTraining(record) ? ('training' as const) : ('test' as const),
        image: join(output, exported[at].paths.image),
        label: exported[at].paths.label === null ? null : join(output, exported[at].paths.label),
        isImageCopied: exported[at].isImageCopied,
      })),
      seconds: (performance.now() - beganAtMs) / 1000,
    }
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined)
  }
}

const TRAINING_FOLDERS = { images: 'imagesTr', labels: 'labelsTr' }
const TEST_FOLDERS = { images: 'imagesTs', labels: 'labelsTs' }

function isForTraining({ label, splitHint }: CaseRecord): boolean {
  return label !== null && splitHint !== 'test'
}

async function makeFolders(folder: string, cases: readonly CaseRecord[]): Promise<void> {
  const test = cases.filter((record) => !isForTraining(record))
  const names = [
    ...Object.values(TRAINING_FOLDERS),
    ...(test.length > 0 ? [TEST_FOLDERS.images] : []),
    ...(test.some(({ label }) => label !== null) ? [TEST_FOLDERS.labels] : []),
  ]
  try {
    for (const name of names) await mkdir(join(folder, name), { recursive: true })
  } catch (error) {
    throw writeError(error, folder)
  }
}

/** An empty folder of that name makes way; one that has been filled meanwhile does not. */
async function giveName(temporary: string, output: string): Promise<void> {
  try {
    await rmdir(output).catch((error: unknown) => {
      if (systemCodeOf(error) !== 'ENOENT') throw error
    })
    await rename(temporary, output)
  } catch (error) {
    throw writeError(error, output)
  }
}

async function refuseFullFolder(output: string): Promise<void> {
  const names = await readdir(output).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return []
    if (systemCodeOf(error) === 'ENOTDIR') return [basename(output)]
    throw writeError(error, output)
  })
  if (names.length > 0)
    throw new SlicewrightError(
      'OUTPUT_EXISTS',
      `${output} exists and is not an empty folder; nothing is overwritten. Choose another --output, or remove it first.`,
      { details: { output } },
    )
}

/** Hounsfield units reach down to −1000 for air, which nothing else measured in practice does. */
function guessedChannelName(exported: readonly ExportedCase[]): string {
  const isHounsfield = ({ valueRange }: ExportedCase) =>
    valueRange !== null && valueRange[0] >= -4096 && valueRange[0] <= -500 && valueRange[1] >= 100
  return exported.every(isHounsfield) ? 'CT' : 'MRI'
}
