// The main job on the bundled sample, from import to report, as a user would type it: `npm run demo`. Run again, it goes on
// where it stopped. Plain JavaScript: it drives the built command line and knows nothing of the sources.
//   node scripts/demo.mjs [--folder DIR] [--spec FILE]
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values } = parseArgs({ options: { folder: { type: 'string' }, spec: { type: 'string' } } })
const folder = resolve(values.folder ?? join(root, 'demo'))
const spec = resolve(values.spec ?? join(root, 'resources', 'experiments', 'demo.yaml'))
const workspace = join(folder, 'workspace')
const report = join(folder, 'report')
const say = (text) => process.stderr.write(`${text}\n`)
const shown = (path) => relative(process.cwd(), path) || path

let child = null
// A Ctrl-C reaches the command line by itself, as part of the process group; we only must not die before it has let go.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child?.kill(signal))

/** Runs one command to its end; its text goes where ours goes. Resolves to the exit code. */
function slicewright(...args) {
  say(`\n> slicewright ${args.map(shown).join(' ')}`)
  const cli = join(root, 'out', 'main', 'cli.js')
  return new Promise((settle, reject) => {
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], { stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', (code, signal) => settle(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

async function required(...args) {
  const code = await slicewright(...args)
  if (code !== 0) process.exit(code)
}

const startedMs = performance.now()
mkdirSync(folder, { recursive: true })
await required('import', join(root, 'resources', 'sample'), '--workspace', workspace)
// Runs that failed do not keep the others from being reported; the exit code tells of them at the end.
const code = await slicewright('run', spec, '--workspace', workspace)
if (code !== 0 && code !== 5) process.exit(code)
const name = /^name:\s*(\S+)/m.exec(readFileSync(spec, 'utf8'))?.[1] ?? 'demo'
await required('report', '--workspace', workspace, '--output', report, '--experiment', name)

const results = JSON.parse(readFileSync(join(workspace, 'experiments', name, 'results.json'), 'utf8'))
const dense = results.runs.filter((run) => run.isDenseReference)
for (const { configuration, foreground, cases } of dense)
  say(
    `\nTrained on every slice (seed ${configuration.seed}): foreground IoU ${foreground.iou.mean.toFixed(3)} ± ${foreground.iou.sd.toFixed(3)} over ${cases.length} test cases.`,
  )
const seconds = Math.round((performance.now() - startedMs) / 1000)
say(
  `Done in ${Math.floor(seconds / 60)} min ${seconds % 60} s. Open ${shown(join(report, 'report.html'))} in a browser.`,
)
process.exit(code)
