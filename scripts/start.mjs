// `npm start`: Slicewright in a window of its own. In Electron where its program is there or can be fetched, else in an app
// window of an installed browser, by the server host. Plain JavaScript on Node 24, after bootstrap.mjs has installed and built.
//   node scripts/start.mjs [--demo] [WORKSPACE] [options of the server host]
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FETCH_TIMEOUT_MS = 60_000
/** A machine that could not fetch it today is not asked to wait at every start. */
const RETRY_AFTER_MS = 24 * 3600 * 1000

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const args = process.argv.slice(2)
const say = (text) => process.stderr.write(`${text}\n`)

function electronProgram() {
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron'
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist')
  const path = join(folder, name)
  return existsSync(path) ? path : null
}

/** Electron's own installer, which npm was told not to run; the reason in a few words where it does not succeed. */
function fetchElectron() {
  const failed = join(root, 'node_modules', '.slicewright-no-electron')
  if (existsSync(failed) && Date.now() - Number(readFileSync(failed, 'utf8')) < RETRY_AFTER_MS)
    return 'it could not be fetched today'
  say(`Fetching Electron's program (about 120 MB, at most ${FETCH_TIMEOUT_MS / 1000} s) …`)
  const fetched = spawnSync(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: FETCH_TIMEOUT_MS,
  })
  if (electronProgram() !== null) return null
  writeFileSync(failed, String(Date.now()))
  if (fetched.error?.code === 'ETIMEDOUT') return 'fetching it took too long'
  const reason = /(?:getaddrinfo \w+ \S+|connect \w+|HTTPError: .*|status code \d+)/.exec(String(fetched.stderr))
  return reason === null ? 'it could not be fetched' : `it could not be fetched (${reason[0]})`
}

function begin(program, programArgs, env = process.env) {
  const child = spawn(program, programArgs, { stdio: 'inherit', cwd: process.env.INIT_CWD ?? process.cwd(), env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    say(`${program} did not start: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

const why = electronProgram() === null ? fetchElectron() : null
const electron = electronProgram()
if (electron !== null) {
  // As root Chromium's own sandbox refuses to run; that is for containers, not for people.
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  begin(electron, [...switches, root, ...args], env)
} else {
  say(`Electron's program is not here: ${why}. Starting Slicewright in a browser window instead.`)
  begin(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'out', 'main', 'server.js'), ...args])
}
