import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { reportError, WireFailure, type GlobalOptions } from './CommandSession'
import { addCommands, allCommands } from './commands'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

const program = new Command('slicewright')
  .description('Decide which slices of 3D medical images to annotate, and get the most out of them.')
  .version(manifest.version)
  .showHelpAfterError('(slicewright COMMAND --help shows how)')
  .exitOverride()

addCommands(program)
for (const command of allCommands(program)) command.exitOverride().configureOutput(program.configureOutput())

const options: GlobalOptions = { json: process.argv.includes('--json'), debug: process.argv.includes('--debug') }
if (options.json)
  for (const command of [program, ...allCommands(program)]) command.configureOutput({ writeErr: () => undefined })

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) process.exitCode = reportError(error, options)
  else if (error.exitCode === 0) process.exitCode = 0
  else if (!options.json) process.exitCode = 2
  else {
    const message = error.message.replace(/^error: /, '')
    process.exitCode = reportError(new WireFailure({ code: 'BAD_REQUEST', message, details: {} }), options)
  }
}
