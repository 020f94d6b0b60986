// npm run study:demo: how much of the demo's dense result is luck. Trains the dense reference of resources/experiments/demo.yaml with
// seeds 0, 1 and 2 and prints each test score, their mean and spread. Goes on where it stopped; writes only below .cache/study-demo.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, '.cache', 'study-demo')
const workspace = join(folder, 'workspace')
const demo = parse(readFileSync(join(root, 'resources', 'experiments', 'demo.yaml'), 'utf8'))
const spec = {
  name: 'dense-seeds',
  split: demo.split,
  grid: { densities: [1], volumeFractions: [1], policies: ['fixed-interval'], seeds: [0, 1, 2] },
  training: demo.training,
}

function slicewright(...args) {
  const cli = join(root, 'out', 'main', 'cli.js')
  const result = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], { stdio: ['ignore', 2, 2] })
  if (result.status !== 0) process.exit(result.status ?? 1)
}

mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'spec.yaml'), stringify(spec))
slicewright('import', join(root, 'resources', 'sample'), '--workspace', workspace)
slicewright('run', join(folder, 'spec.yaml'), '--workspace', workspace)

const { runs } = JSON.parse(readFileSync(join(workspace, 'experiments', spec.name, 'results.json'), 'utf8'))
const scores = runs.map(({ foreground }) => foreground.iou.mean)
const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
const sd = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1))
for (const { configuration, foreground } of runs)
  process.stdout.write(`seed ${configuration.seed}: IoU ${foreground.iou.mean.toFixed(3)} ± ${foreground.iou.sd.toFixed(3)} over test cases\n`)
process.stdout.write(`mean ${mean.toFixed(3)}, sd over seeds ${sd.toFixed(3)}\n`)
