// The first line of every command a user types on a fresh machine: installs what is missing, builds what is stale, then
// does the work on Node 24. Plain JavaScript that runs on Node 20, because that is what may have started npm.
//   node scripts/bootstrap.mjs TASK [arguments …]     (the tasks stand at the end)
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [task, ...args] = process.argv.slice(2)
const say = (text) => process.stderr.write(`${text}\n`)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

function install() {
  const stamp = join(root, 'node_modules', '.slicewright-install')
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Installing dependencies (npm ci, no install scripts) …')
  const started = Date.now()
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (result.status !== 0) {
    say('npm ci failed (see above). Check the network and the npm registry, then run the same command again.')
    process.exit(result.status ?? 1)
  }
  writeFileSync(stamp, wanted)
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/** Node 24 from npm's platform package; where none exists (macOS), the user's own if it is new enough. */
function node24() {
  const pinned = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (existsSync(pinned)) return pinned
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  say(
    `Slicewright needs Node 24 or newer; this is ${process.version}, and npm has no Node for this platform. Install it from nodejs.org.`,
  )
  process.exit(1)
}

function newestChange(path) {
  const info = statSync(path)
  if (!info.isDirectory()) return info.mtimeMs
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), info.mtimeMs)
}

function build() {
  const stamp = join(root, 'out', '.built')
  const sources = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package-lock.json'].map((name) =>
    newestChange(join(root, name)),
  )
  const isFresh = () => existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...sources)
  if (isFresh()) return
  const lock = join(root, '.cache', 'build.lock')
  mkdirSync(dirname(lock), { recursive: true })
  // Two commands started together must not build into the same folder; a lock older than two minutes is a dead one's.
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch {
      if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 120_000)
        rmSync(lock, { recursive: true, force: true })
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    }
  }
  try {
    if (isFresh()) return
    say('Building …')
    const begun = new Date()
    const result = spawnSync(
      node24(),
      [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: root,
        stdio: ['ignore', 2, 2],
      },
    )
    if (result.status !== 0) process.exit(result.status ?? 1)
    writeFileSync(stamp, `${begun.toISOString()}\n`)
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** Runs to the end and exits as the child did. A Ctrl-C reaches the child by itself; we only must not die before it. */
function run(command, commandArgs, options = {}) {
  const child = spawn(command, commandArgs, { stdio: 'inherit', ...options })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

const inModules = (...path) => join(root, 'node_modules', ...path)
const program = (name) => ['--disable-warning=ExperimentalWarning', join(root, 'out', 'main', `${name}.js`)]
const script = (name) => ['--disable-warning=ExperimentalWarning', join(root, 'scripts', name)]
const source = (...path) => [
  '--disable-warning=ExperimentalWarning',
  '--import',
  join(root, 'test', 'support', 'resolveTypescript.mjs'),
  join(root, 'test', ...path),
]

/** What to run after installing; `built` first brings `out` up to date. The command line runs where the user stands. */
const TASKS = {
  start: { built: true, command: script('start.mjs') },
  test: { built: true, command: [inModules('vitest', 'vitest.mjs'), 'run'] },
  demo: { built: true, command: script('demo.mjs') },
  slicewright: { built: true, command: program('cli'), cwd: process.env.INIT_CWD ?? process.cwd() },
  serve: { built: true, command: program('server'), cwd: process.env.INIT_CWD ?? process.cwd() },
  'test:e2e': { built: true, command: [inModules('vitest', 'vitest.mjs'), 'run', '--config', 'vitest.e2e.config.ts'] },
  'test:electron': {
    built: true,
    command: [inModules('vitest', 'vitest.mjs'), 'run', '--config', 'vitest.electron.config.ts'],
  },
  package: { built: true, command: script('package.mjs') },
  docs: { built: true, command: script('writeCliReference.mjs') },
  bench: { built: true, command: source('bench', 'run.ts') },
  'bench:window': { built: true, command: source('bench', 'window', 'run.ts') },
  'study:demo': { built: true, command: script('studyDemo.mjs') },
  'study:interpolation': { built: true, command: source('study', 'interpolationQuality.ts') },
  'study:training': { built: true, command: source('study', 'training.ts') },
  'study:selection': { built: true, command: source('study', 'selection.ts') },
  'study:kill': { built: true, command: [join(root, 'test', 'study', 'killAndResume.mjs')] },
  'setup:tensorflow': { built: false, command: script('setupTensorflow.mjs') },
}

const chosen = TASKS[task]
if (chosen === undefined) {
  say(`bootstrap: unknown task "${task}"; expected ${Object.keys(TASKS).join(', ')}.`)
  process.exit(2)
}
install()
if (chosen.built) build()
run(node24(), [...chosen.command, ...args], { cwd: chosen.cwd ?? root })
