// npm run bench:window [-- --programs llvmpipe,swiftshader] [--parts open,interact,propagate,training,memory] [--opens 20]
//                      [--data FOLDER] [--output docs/reference]
// Measures the window in a browser that draws without a graphics card; writes window-speed.md and window-speed.json.
// Programs and parts that are left out keep what was measured of them before.
// --data keeps the made-up volumes and their workspace in a folder, and takes them from there the next time.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openDisplay } from '../../electron/display'
import { runCli } from '../../support/runCli'
import { writeToyCohort } from '../../support/toyCohort'
import { describeWindowSpeed, type WindowSpeed } from './describeWindowSpeed'
import { measureWindow } from './measureWindow'
import { writeSyntheticCt } from './syntheticCt'
import { PARTS, withEarlierParts, type DrawingProgram, type WindowMeasurement } from './windowSpeed'

const { values: options } = parseArgs({
  options: {
    programs: { type: 'string', default: 'llvmpipe,swiftshader' },
    parts: { type: 'string', default: PARTS.join(',') },
    opens: { type: 'string', default: '20' },
    data: { type: 'string' },
    output: { type: 'string' },
  },
})
const say = (text: string) => void process.stderr.write(`${text}\n`)
const CASE_IDS = ['ct-plain', 'ct-gz']

async function cli(...args: string[]): Promise<unknown> {
  const { exitCode, json, stderr, stdout } = await runCli([...args, '--json'])
  if (exitCode !== 0) throw new Error(`slicewright ${args.join(' ')} failed (${exitCode}):\n${stdout}${stderr}`)
  return json
}

/** Two large cases, of which the first has a plan with its slices annotated; and a toy data set that trains in seconds. */
async function makeWorkspaces(folder: string): Promise<void> {
  say('Making two volumes of 512 × 512 × 300 …')
  await writeSyntheticCt({ folder: join(folder, 'ct'), caseIds: CASE_IDS })
  const workspace = join(folder, 'workspace')
  await cli('import', join(folder, 'ct'), '--workspace', workspace)
  const plan = ['--dataset', 'ct', '--cases', CASE_IDS[0]!, '--policy', 'fixed-interval', '--density', '0.1']
  const { planId } = (await cli('plan', 'freeze', '--workspace', workspace, ...plan)) as { planId: string }
  await cli('plan', 'take-imported', planId, '--workspace', workspace)
  await writeToyCohort({ folder: join(folder, 'toy'), caseCount: 7 })
  await cli('import', join(folder, 'toy'), '--workspace', join(folder, 'training'))
}

const folder = options.data === undefined ? mkdtempSync(join(tmpdir(), 'slicewright-window-')) : resolve(options.data)
const output =
  options.output === undefined
    ? resolve(import.meta.dirname, '../../../docs/reference')
    : resolve(process.env['INIT_CWD'] ?? process.cwd(), options.output)
const resultPath = join(output, 'window-speed.json')
const programs = options.programs.split(',') as DrawingProgram[]
const earlier = existsSync(resultPath) ? (JSON.parse(readFileSync(resultPath, 'utf8')) as WindowSpeed).measurements : []
const screen = await openDisplay()
try {
  if (!existsSync(join(folder, 'training'))) await makeWorkspaces(folder)
  const measurements: WindowMeasurement[] = earlier.filter(({ program }) => !programs.includes(program))
  for (const program of programs) {
    if (program === 'llvmpipe' && screen === null) {
      say('llvmpipe is left out: it draws on a screen, and there is no Xvfb to make one.')
      continue
    }
    if (screen !== null) process.env['DISPLAY'] = screen.name
    const parts = PARTS.filter((part) => options.parts.split(',').includes(part))
    const measurement = await measureWindow({
      program,
      parts,
      workspace: join(folder, 'workspace'),
      trainingWorkspace: join(folder, 'training'),
      userFolder: join(folder, `user-${process.pid}`),
      caseIds: CASE_IDS,
      openCount: Number(options.opens),
      say,
    })
    const before = earlier.find((each) => each.program === program)
    measurements.push(withEarlierParts(measurement, before, parts))
  }
  const result = {
    startedAt: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${process.platform}-${process.arch}`,
    node: process.version,
    measurements: measurements.toSorted((a, b) => a.program.localeCompare(b.program)),
  }
  mkdirSync(output, { recursive: true })
  writeFileSync(resultPath, `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(join(output, 'window-speed.md'), describeWindowSpeed(result))
  say(`Written: ${join(output, 'window-speed.md')} and window-speed.json`)
} finally {
  screen?.close()
  if (options.data === undefined) rmSync(folder, { recursive: true, force: true })
}
