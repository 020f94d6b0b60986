import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommanderError } from 'commander'
import { createEngine } from '../../engine/createEngine'
import { bundledResources } from '../../engine/workspaces/bundledResources'
import { userFolder } from '../userFolder'
import { findBrowser } from './findBrowser'
import { openAppWindow, type AppWindow } from './openAppWindow'
import { serverOptions, type ServerOptions } from './serverOptions'
import { startServer } from './startServer'

const say = (text: string) => process.stdout.write(`${text}\n`)

async function main(options: ServerOptions): Promise<void> {
  const own = userFolder()
  mkdirSync(own, { recursive: true, mode: 0o700 })
  const engine = createEngine({ userFolder: own, roots: [...options.roots, own, bundledResources()] })
  const rendererFolder = resolve(import.meta.dirname, '..', 'renderer')
  const server = await startServer({ engine, rendererFolder, port: options.port })
  const parameters: Record<string, string> =
    options.workspace !== null ? { workspace: options.workspace } : options.isDemo ? { sample: '' } : {}
  let window: AppWindow | null = null
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await window?.close()
    await server.close()
    await engine.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())

  const browser = options.opensWindow ? findBrowser() : null
  if (browser !== null) {
    say(`Slicewright runs at http://127.0.0.1:${server.port} in a window of its own; closing the window ends it.`)
    window = openAppWindow({ browser, link: server.link(parameters), userFolder: own })
    window.closed.then(stop, (error: Error) => {
      say(
        `${browser.path} did not start (${error.message}). Open this link, which works once: ${server.link(parameters)}`,
      )
    })
  } else say(`Open this link, which works once: ${server.link(parameters)}`)
  if (!process.stdin.isTTY) return
  say('Press Enter for another link, Ctrl-C to end.')
  process.stdin.on('data', () => say(server.link(parameters)))
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isTaken = 'code' in error && error.code === 'EADDRINUSE' && 'port' in error
  return isTaken
    ? `port ${String(error.port)} is in use. Choose another with --port, or 0 for any free one.`
    : error.message
}

try {
  await main(serverOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd()))
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  process.stderr.write(`slicewright-server: ${reasonOf(error)}\n`)
  process.exit(1)
}
