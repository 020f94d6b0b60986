/**
 * How good propagated masks are on the real volumes of the shared data that are dense in truth. Writes docs/reference/interpolation-quality.{md,json}
 * and its figures; numbers only, no voxels. It may be killed at any moment: started again, it goes on, and ends with the same bytes.
 */
import { mkdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Backend } from '../../src-main/compute/backends/Backend'
import { openBackend } from '../../src-main/compute/openBackend'
import { quietTensorflow } from '../../src-main/compute/quietTensorflow'
import { writeFileAtomically } from '../../src-main/io/files/writeFileAtomically'
import { renderSvg } from '../../src-main/figures/renderSvg'
import { sharedDataFolder } from '../support/sharedDataPath'
import { studyJson, studyPage } from './interpolation/describeStudy'
import { readFinishedCell, runCell, type FinishedCell } from './interpolation/runCell'
import { hashCohorts, seedsOf, studyCells, type StudyCell } from './interpolation/studyCells'
import { studyFigures } from './interpolation/studyFigures'
import { STUDY_USAGE, studyOptions, type StudyOptions } from './interpolation/studyOptions'
import { StudyProgress } from './interpolation/StudyProgress'
import { studyCohorts } from './interpolation/studySets'
import { StudyStore } from './interpolation/StudyStore'
import { summariseStudy } from './interpolation/summariseStudy'
import { stopOnSignals } from './stopOnSignals'

const root = resolve(import.meta.dirname, '../..')
const args = process.argv.slice(2)
if (args.includes('--help')) {
  process.stdout.write(STUDY_USAGE)
  process.exit(0)
}
const signal = stopOnSignals('The study was stopped. Start it again to go on.')
try {
  await runStudy(studyOptions({ args, root }))
  process.exit(0)
} catch (error) {
  if (!signal.aborted) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(signal.aborted ? 130 : 1)
}

async function runStudy(options: StudyOptions): Promise<void> {
  const cohorts = studyCohorts({ dataFolder: sharedDataFolder, limit: options.limit }).filter(
    ({ set, half }) => options.sets.includes(set) && options.halves.includes(half),
  )
  if (cohorts.length === 0)
    throw new Error(
      `None of the sets ${options.sets.join(', ')} is in ${sharedDataFolder}. Set SLICEWRIGHT_SHARED_DATA.`,
    )
  const cells = studyCells(await hashCohorts(cohorts, signal), options)
  const store = new StudyStore(options.workFolder)
  const progress = new StudyProgress(process.stderr, cells)
  const finished: FinishedCell[] = []
  const missing: StudyCell[] = []
  for (const cell of cells) {
    const known = readFinishedCell(cell, store)
    if (known === null) missing.push(cell)
    else {
      finished.push(known)
      progress.finish(known)
    }
  }
  progress.note(`${finished.length} of ${cells.length} cells are computed already.`)
  if (!options.isRenderOnly) finished.push(...(await computeMissing(missing, options, store, progress)))
  await writePages(inOrder(cells, finished, options), options)
}

async function computeMissing(
  missing: readonly StudyCell[],
  { device, keepsTrainings }: StudyOptions,
  store: StudyStore,
  progress: StudyProgress,
): Promise<FinishedCell[]> {
  let opened: Promise<Backend> | null = null
  const backend = () => {
    quietTensorflow()
    return (opened ??= openBackend({ ...device, signal }))
  }
  const finished: FinishedCell[] = []
  for (const cell of missing) {
    const report = (each: { stage: string; done: number; total: number; unit: string }) => progress.show(cell, each)
    const done = await runCell(cell, { store, signal, keepsTrainings, backend, report })
    finished.push(done)
    progress.finish(done)
  }
  return finished
}

/** In the order of the study, and only where every seed is computed: a mean over fewer would be another number under the same name. */
function inOrder(
  cells: readonly StudyCell[],
  finished: readonly FinishedCell[],
  { seeds }: StudyOptions,
): FinishedCell[] {
  const byCell = new Map(finished.map((each) => [each.cell, each]))
  return [
    ...Map.groupBy(cells, ({ cohort, method, densityFraction }) =>
      [cohort.set, cohort.half, method.id, densityFraction].join(' '),
    ),
  ]
    .map(([, group]) => group.flatMap((cell) => byCell.get(cell) ?? []))
    .filter((group) => group.length > 0 && group.length === seedsOf(group[0].cell.cohort, seeds).length)
    .flat()
}

async function writePages(finished: readonly FinishedCell[], options: StudyOptions): Promise<void> {
  const { outputFolder, imageFolder, device } = options
  const summary = summariseStudy(finished)
  const figures = studyFigures(summary)
  for (const folder of [outputFolder, imageFolder]) mkdirSync(folder, { recursive: true })
  const pathOf = ({ id }: { id: string }) => join(imageFolder, `${id}.svg`)
  for (const figure of figures) await writeFileAtomically({ path: pathOf(figure), data: await renderSvg(figure) })
  const figurePaths = figures.map((figure) => relative(outputFolder, pathOf(figure)).replaceAll('\\', '/'))
  const page = studyPage({ summary, figures, figurePaths, device })
  await writeFileAtomically({ path: join(outputFolder, 'interpolation-quality.md'), data: page })
  await writeFileAtomically({ path: join(outputFolder, 'interpolation-quality.json'), data: studyJson(summary) })
  process.stderr.write(`${join(outputFolder, 'interpolation-quality.md')}\n`)
}
