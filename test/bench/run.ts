// npm run bench [-- --parts steps,propagation,import] [--rounds 3] [--steps 12] [--networks u2,u3,s3,rl,rf] [--threads N]
//               [--without-pytorch] [--output docs/reference]
// Measures training steps beside PyTorch, propagation beside ITK, and import; writes benchmarks.md and benchmarks.json.
// Each measured program is a process of its own; nothing else should run on the machine, and what did is written down.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findTensorflowAddon } from '../../src-main/compute/backends/tensorflow/addon'
import {
  importReportSchema,
  PYTORCH,
  stepReportSchema,
  type BenchmarkResult,
  type StepMeasurement,
} from './benchmarkResult'
import { describeBenchmark } from './describeBenchmark'
import { pytorchEnvironment } from './pytorchEnvironment'
import { runProgram } from './runProgram'

const { values: options } = parseArgs({
  options: {
    parts: { type: 'string', default: 'steps,propagation,import' },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '12' },
    networks: { type: 'string', default: 'u2,u3,s3,rl,rf' },
    threads: { type: 'string', default: String(availableParallelism()) },
    'without-pytorch': { type: 'boolean', default: false },
    output: { type: 'string' },
  },
})
const here = import.meta.dirname
const say = (text: string) => void process.stderr.write(`${text}\n`)
/** Runs one of our TypeScript programs on this Node. */
const ours = (program: string, ...args: string[]) => ({
  command: process.execPath,
  args: ['--import', join(here, '../support/resolveTypescript.mjs'), join(here, program), ...args],
})
const lastLine = (stdout: string): unknown => JSON.parse(stdout.trim().split('\n').at(-1) ?? '')

async function measureSteps(): Promise<StepMeasurement[]> {
  const { steps, threads } = options
  const devices = ['onnx-cpu', ...(findTensorflowAddon()?.addonPath == null ? [] : ['tensorflow-cpu'])]
  if (devices.length === 1) say('TensorFlow is not set up and is left out (npm run setup:tensorflow).')
  const python = options['without-pytorch'] ? null : pytorchEnvironment(say)
  const programsFor = (network: string) => [
    ...devices.map((id) => ({ id, ...ours('trainingStep.ts', network, id, steps, threads) })),
    ...(python === null
      ? []
      : [{ id: PYTORCH, command: python, args: [join(here, 'pytorch', 'trainingStep.py'), network, steps, threads] }]),
  ]
  const measured: StepMeasurement[] = []
  for (let round = 0; round < Number(options.rounds); round++)
    for (const network of options.networks.split(','))
      for (const { id, command, args } of programsFor(network)) {
        const read = (stdout: string) => stepReportSchema.parse(lastLine(stdout))
        const { report, otherLoadFraction } = await runProgram({ command, args, read })
        say(
          `round ${round + 1}  ${network}  ${id}: ${report.medianStepMs.toFixed(1)} ms${describeLoad(otherLoadFraction)}`,
        )
        measured.push({ ...report, deviceId: id, round, otherLoadFraction })
      }
  return measured
}

async function measurePropagation(): Promise<BenchmarkResult['propagation']> {
  const read = (stdout: string) =>
    stdout
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .join('\n')
  const { report, otherLoadFraction } = await runProgram({ ...ours('propagation.ts'), read })
  say(`${report}${describeLoad(otherLoadFraction)}`)
  return { table: report, otherLoadFraction }
}

async function measureImport(): Promise<BenchmarkResult['import']> {
  const read = (stdout: string) => importReportSchema.parse(lastLine(stdout))
  const { report, otherLoadFraction } = await runProgram({ ...ours('importSpeed.ts'), read })
  say(`import: ${(report.voxelMegabytes / report.seconds).toFixed(0)} MB/s${describeLoad(otherLoadFraction)}`)
  return { ...report, otherLoadFraction }
}

function describeLoad(fraction: number | null): string {
  return fraction === null ? '' : ` (other programs took ${(100 * fraction).toFixed(0)} % of the machine)`
}

const startedAt = new Date().toISOString()
const parts = options.parts.split(',')
const result: BenchmarkResult = {
  startedAt,
  processor: cpus()[0]?.model.trim() ?? 'unknown processor',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  system: `${process.platform}-${process.arch}`,
  node: process.version,
  threads: Number(options.threads),
  rounds: Number(options.rounds),
  stepsPerRound: Number(options.steps),
  steps: parts.includes('steps') ? await measureSteps() : [],
  propagation: parts.includes('propagation') ? await measurePropagation() : null,
  import: parts.includes('import') ? await measureImport() : null,
}
// npm changes the folder: what is typed is meant from where the user stands.
const folder =
  options.output === undefined
    ? resolve(here, '../../docs/reference')
    : resolve(process.env['INIT_CWD'] ?? process.cwd(), options.output)
if (!existsSync(folder)) mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'benchmarks.json'), `${JSON.stringify(result, null, 2)}\n`)
writeFileSync(join(folder, 'benchmarks.md'), describeBenchmark(result))
say(`Written: ${join(folder, 'benchmarks.md')} and benchmarks.json`)
