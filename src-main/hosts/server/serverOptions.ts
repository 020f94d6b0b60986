import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'

export interface ServerOptions {
  /** Absolute path of a workspace to open. */
  readonly workspace: string | null
  readonly port: number
  /** Absolute; at least one. */
  readonly roots: readonly string[]
  readonly isDemo: boolean
  readonly opensWindow: boolean
}

/**
 * @param typed as in `process.argv`, without program and script
 * @param folder where the user stands: relative paths are seen from there
 * @throws CommanderError after having said what is wrong
 */
export function serverOptions(typed: readonly string[], folder: string): ServerOptions {
  const toFolder = (path: string) => {
    const absolute = resolve(folder, path)
    if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new InvalidArgumentError(`There is no folder ${absolute}.`)
    return absolute
  }
  const command = new Command('slicewright-server')
    .description(
      'Slicewright in a browser: the engine runs here, the window wherever you are (docs/how-to/remote-gpu.md).',
    )
    .argument('[workspace]', 'folder of a workspace to open', toFolder)
    .option(
      '--root <folder>',
      'folder whose files may be used, with all below it; repeat it for more (default: the current folder)',
      (path: string, known: string[]) => [...known, toFolder(path)],
      [] as string[],
    )
    .option('--port <number>', 'port on 127.0.0.1; 0 takes any free one', toPort, 0)
    .option('--demo', 'open the bundled sample', false)
    .option('--no-open', 'only print the link; open no window')
    .showHelpAfterError()
    .exitOverride()
    .parse([...typed], { from: 'user' })
  const { root, port, demo, open } = command.opts<{ root: string[]; port: number; demo: boolean; open: boolean }>()
  const workspace: string | null = command.processedArgs[0] ?? null
  const given = workspace === null ? root : [...root, workspace]
  return { workspace, port, roots: given.length === 0 ? [folder] : given, isDemo: demo, opensWindow: open }
}

function toPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
}
