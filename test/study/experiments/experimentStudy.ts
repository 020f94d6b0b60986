import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { resultsSchema, type Results } from '../../../src-main/domain/experiment/results'
import type { FigureDefinition } from '../../../src-main/domain/figures/defineFigure'
import { renderSvg } from '../../../src-main/figures/renderSvg'
import { writeFileAtomically } from '../../../src-main/io/files/writeFileAtomically'
import { sharedDataPath } from '../../support/sharedDataPath'
import { jsonLines } from '../markdown'

const root = resolve(import.meta.dirname, '../../..')
const cli = join(root, 'out/main/cli.js')
const DATA_SET = 'hippocampus'
const VALIDATION_COUNT = 4
/** Some runs failed: the others are there. */
const CELLS_FAILED_EXIT_CODE = 5

/** What all studies through experiments take, besides the list of methods that they compare. */
export interface GridOptions {
  readonly methods: readonly string[]
  readonly densities: readonly number[]
  readonly seeds: readonly number[]
  readonly stepCount: number
  readonly trainCount: number
  readonly testCount: number
}

/** What a study through the product's own experiments consists of. */
export interface ExperimentStudy {
  /** Of the experiment, and of the page. */
  readonly name: string
  /** As `docs/reference/experiment-spec.md` describes it. */
  grid(options: GridOptions): Readonly<Record<string, unknown>>
  readonly hasDenseReference: boolean
  readonly figure: FigureDefinition
  /** The page without its figure, and the rows that its tables are made of. */
  describe(results: Results): { introduction: string; tables: string; rows: readonly unknown[] }
}

export interface ExperimentStudyOptions {
  readonly grid: GridOptions
  readonly workFolder: string
  readonly outputFolder: string
  readonly imageFolder: string
  readonly deviceArguments: readonly string[]
  /** `run`: whatever is not there yet; `estimate`: say what that would take; `render`: the page of what is there. */
  readonly mode: 'run' | 'estimate' | 'render'
}

/**
 * Imports the first hippocampus cases, runs the grid with the built command line and writes the page. `run` keeps finished runs and goes on
 * from checkpoints, so this may be killed at any moment and started again.
 */
export async function runExperimentStudy(study: ExperimentStudy, options: ExperimentStudyOptions): Promise<void> {
  const { trainCount, testCount, stepCount } = options.grid
  const caseCount = trainCount + VALIDATION_COUNT + testCount
  const workspace = join(options.workFolder, `workspace-${caseCount}`)
  const specPath = join(options.workFolder, `${study.name}.json`)
  mkdirSync(options.workFolder, { recursive: true })
  if (options.mode !== 'render') {
    const dataset = copyCases(options.workFolder, caseCount)
    const spec = {
      name: study.name,
      split: { by: 'seed', seed: 0, train: trainCount, validation: VALIDATION_COUNT, test: testCount },
      grid: study.grid(options.grid),
      denseReference: study.hasDenseReference,
      training: {
        stepCount,
        batchSize: 8,
        validationIntervalSteps: Math.ceil(stepCount / 2),
        checkpointIntervalSteps: 50,
      },
    }
    writeFileSync(specPath, `${JSON.stringify(spec, null, 2)}\n`)
    await runCli('import', dataset, '--workspace', workspace)
    const estimateOnly = options.mode === 'estimate' ? ['--estimate-only'] : []
    await runCli('run', specPath, '--workspace', workspace, ...options.deviceArguments, ...estimateOnly)
    if (options.mode === 'estimate') return
  }
  const resultsPath = join(workspace, 'experiments', study.name, 'results.json')
  if (!existsSync(resultsPath)) throw new Error(`There are no results in ${resultsPath}: run the study first.`)
  await writePage(study, options, resultsSchema.parse(JSON.parse(readFileSync(resultsPath, 'utf8'))))
}

async function writePage(
  { name, figure, describe }: ExperimentStudy,
  { outputFolder, imageFolder }: ExperimentStudyOptions,
  results: Results,
): Promise<void> {
  for (const folder of [outputFolder, imageFolder]) mkdirSync(folder, { recursive: true })
  const { introduction, tables, rows } = describe(results)
  const drawn = figure.draw(results)
  const parts = [introduction]
  if (drawn.kind === 'drawn') {
    const path = join(imageFolder, `${name}.svg`)
    await writeFileAtomically({ path, data: await renderSvg(drawn.figure) })
    const link = relative(outputFolder, path).replaceAll('\\', '/')
    parts.push(`![${drawn.figure.title}](${link})`, `*${drawn.figure.caption}*`)
  } else parts.push(`No figure: ${drawn.reason}`)
  const page = `${[...parts, tables].join('\n\n')}\n`
  await writeFileAtomically({ path: join(outputFolder, `${name}.md`), data: page })
  await writeFileAtomically({ path: join(outputFolder, `${name}.json`), data: `${jsonLines(rows)}\n` })
  process.stderr.write(`${join(outputFolder, `${name}.md`)}\n`)
}

/** Cases at even positions alone are for tuning, so that the others stay unseen: the first of those at odd positions. */
function copyCases(workFolder: string, caseCount: number): string {
  const names = readdirSync(sharedDataPath(DATA_SET, 'labels'))
    .sort()
    .filter((_, position) => position % 2 === 1)
    .slice(0, caseCount)
  if (names.length < caseCount)
    throw new Error(`${sharedDataPath(DATA_SET)} has ${names.length} cases for reporting; wanted: ${caseCount}.`)
  const dataset = join(workFolder, `dataset-${caseCount}`)
  for (const part of ['images', 'labels']) {
    mkdirSync(join(dataset, part), { recursive: true })
    for (const name of names) copyFileSync(sharedDataPath(DATA_SET, part, name), join(dataset, part, name))
  }
  return dataset
}

/** The command line as a user has it; Ctrl-C reaches it by itself, and it writes a checkpoint before it ends. */
async function runCli(...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, pass)
  const code = await new Promise<number | null>((settle, reject) => {
    child.on('error', reject)
    child.on('exit', settle)
  })
  for (const signal of signals) process.off(signal, pass)
  if (code === 0) return
  if (code !== CELLS_FAILED_EXIT_CODE) process.exit(code ?? 130)
  process.exitCode = code
  process.stderr.write('Some runs failed (see above); the page shows the others. Start again to try them again.\n')
}
