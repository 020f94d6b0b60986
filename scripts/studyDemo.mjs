// How far the demo's dense reference depends on the seed: the same training with seeds 0, 1 and 2 (`npm run study:demo`). Uses the demo's
// workspace, so what the demo has computed is not computed again.
//   node scripts/studyDemo.mjs [--folder DIR] [--seeds 0,1,2] [--steps N]
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const text = { type: 'string' }
const { values } = parseArgs({ options: { folder: text, seeds: { ...text, default: '0,1,2' }, steps: text } })
const folder = resolve(values.folder ?? join(root, 'demo'))
const workspace = join(folder, 'workspace')

const demo = parse(readFileSync(join(root, 'resources', 'experiments', 'demo.yaml'), 'utf8'))
const spec = {
  name: 'demo-seeds',
  split: demo.split,
  grid: {
    densities: [1],
    volumeFractions: [1],
    policies: demo.grid.policies.slice(0, 1),
    seeds: values.seeds.split(',').map(Number),
  },
  training: { ...demo.training, ...(values.steps === undefined ? {} : { stepCount: Number(values.steps) }) },
}
mkdirSync(folder, { recursive: true })
const specPath = join(folder, 'demo-seeds.json')
writeFileSync(specPath, `${JSON.stringify(spec, null, 2)}\n`)

let child = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child?.kill(signal))

async function required(...args) {
  const cli = join(root, 'out', 'main', 'cli.js')
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], { stdio: 'inherit' })
  const code = await new Promise((settle) => child.on('exit', settle))
  if (code !== 0) process.exit(code ?? 1)
}

await required('import', join(root, 'resources', 'sample'), '--workspace', workspace)
await required('run', specPath, '--workspace', workspace)
const { runs } = JSON.parse(readFileSync(join(workspace, 'experiments', spec.name, 'results.json'), 'utf8'))
const means = runs.map((run) => run.foreground.iou.mean)
const mean = means.reduce((sum, value) => sum + value, 0) / means.length
const sd = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, means.length - 1))
process.stdout.write(
  `${JSON.stringify({ seeds: spec.grid.seeds, steps: spec.training.stepCount, iou: means, mean, sd }, null, 2)}\n`,
)
