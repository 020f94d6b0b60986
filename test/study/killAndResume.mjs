// The acceptance of resuming: a grid over real cases, killed with SIGKILL (its whole process group) at random moments and resumed,
// must end with the bytes of an uninterrupted run and leave no process behind.
//   npm run study:kill -- [--images DIR] [--labels DIR] [--output DIR] [--cases 60] [--test-cases 20] [--steps 60]
//        [--kills 10] [--seed 0] [--device ID] [--threads N]
// Left out, the images and labels are the shared hippocampus set's and the output goes to .cache/study-kill. Takes two grids'
// time. Prints what happened and exits 1 if anything differs.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom.ts'
import { sharedDataPath } from '../support/sharedDataPath.ts'
import { runUninterrupted, runWithKills } from '../support/killAndResume.ts'

const text = { type: 'string' }
const { values } = parseArgs({
  options: {
    images: { ...text, default: sharedDataPath('hippocampus', 'images') },
    labels: { ...text, default: sharedDataPath('hippocampus', 'labels') },
    output: { ...text, default: resolve(import.meta.dirname, '../../.cache/study-kill') },
    cases: { ...text, default: '60' },
    'test-cases': { ...text, default: '20' },
    kills: { ...text, default: '10' },
    seed: { ...text, default: '0' },
    steps: { ...text, default: '60' },
    device: text,
    threads: text,
  },
})
const output = resolve(process.env.INIT_CWD ?? process.cwd(), values.output)
const caseCount = Number(values.cases)
const testCount = Number(values['test-cases'])
const stepCount = Number(values.steps)
const cli = resolve(import.meta.dirname, '../../out/main/cli.js')

/** Images and labels under the same names, the first of the folder; test cases are those at the end. */
function makeDataset() {
  const folder = join(output, 'dataset')
  const names = readdirSync(values.images).sort().slice(0, caseCount)
  if (names.length < caseCount) throw new Error(`${values.images} has ${names.length} files, wanted: ${caseCount}.`)
  for (const part of ['images', 'labels']) {
    mkdirSync(join(folder, part), { recursive: true })
    for (const name of names) copyFileSync(join(values[part], name), join(folder, part, name))
  }
  return folder
}

function makeSpec() {
  const path = join(output, 'kill.json')
  const spec = {
    name: 'kill',
    split: { by: 'seed', test: testCount, validation: 4 },
    grid: {
      densities: [0.1, 0.4],
      volumeFractions: [0.25, 1],
      policies: ['fixed-interval', 'uniform-random'],
      propagators: ['none', 'signed-distance'],
    },
    training: {
      stepCount,
      validationIntervalSteps: Math.ceil(stepCount / 3),
      checkpointIntervalSteps: 10,
      batchSize: 8,
    },
    interpolationQuality: { densities: [0.1, 0.4], propagators: ['nearest', 'signed-distance'] },
  }
  writeFileSync(path, JSON.stringify(spec, null, 2))
  return { path, name: spec.name }
}

function importInto(dataset, workspace) {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'import', dataset, '--workspace', workspace, '--json'], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`import ended with ${status}: ${stderr}`)
}

rmSync(output, { recursive: true, force: true })
mkdirSync(output, { recursive: true })
const dataset = makeDataset()
const spec = makeSpec()
const extraArguments = ['device', 'threads'].flatMap((name) =>
  values[name] === undefined ? [] : [`--${name}`, values[name]],
)
const common = { spec: spec.path, experiment: spec.name, extraArguments }

const [whole, killed] = ['whole', 'killed'].map((name) => join(output, name))
importInto(dataset, whole)
importInto(dataset, killed)
console.log(`${caseCount} cases, ${testCount} of them for testing. Without interruption …`)
const reference = await runUninterrupted({ ...common, workspace: whole })
console.log(`… ${reference.seconds.toFixed(0)} s, exit code ${reference.exitCode}. Now with kills:`)

// Each delay is at most its share of the whole, so the grid cannot end before the last kill.
const kills = Number(values.kills)
const random = SeededRandom.for(Number(values.seed), 'kills')
const killDelaysMs = Array.from(
  { length: kills },
  () => (1000 * reference.seconds * (0.1 + 0.85 * random.uniform())) / kills,
)
const outcome = await runWithKills({ ...common, workspace: killed, killDelaysMs, say: console.log })

const verdicts = {
  'all kills met a running grid': outcome.killCount === kills,
  'both runs ended well': reference.exitCode === 0 && outcome.exitCode === 0,
  'results.json is the same byte for byte': reference.json.equals(outcome.json),
  'results.csv is the same byte for byte': reference.csv.equals(outcome.csv),
  'no process was left behind': outcome.survivors.length === 0 && reference.survivors.length === 0,
}
for (const [what, holds] of Object.entries(verdicts)) console.log(`${holds ? 'yes' : 'NO '}  ${what}`)
const holds = Object.values(verdicts).every(Boolean)
if (!holds) console.log(outcome.stderr.slice(-2000))
process.exit(holds ? 0 : 1)
