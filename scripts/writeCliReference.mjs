// node scripts/writeCliReference.mjs: writes docs/reference/cli.md from the program's own help and error codes.
// test/cli/reference.test.ts checks that the file is what this writes.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

function help(...command) {
  const result = spawnSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...command, '--help'], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '100', FORCE_COLOR: '0' },
  })
  if (result.status !== 0) throw new Error(result.stderr)
  return result.stdout.trimEnd()
}

/** A section for every command below `parent`, whose help is `text`; after each one those of its own commands. */
function sectionsBelow(parent, text) {
  const [, listed = ''] = text.split('\nCommands:\n')
  return [...listed.matchAll(/^ {2}([a-z-]+) (?=[[<\s])/gm)]
    .map((match) => [...parent, match[1]])
    .filter((command) => command.at(-1) !== 'help')
    .flatMap((command) => {
      const own = help(...command)
      return [`## ${command.join(' ')}\n\n\`\`\`\n${own}\n\`\`\`\n`, ...sectionsBelow(command, own)]
    })
}

export function cliReference() {
  const sections = sectionsBelow([], help())
  return `# The command line

From a clone: \`npm run -s slicewright -- COMMAND …\` (installs and builds itself when needed, saying so on stderr); installed: \`slicewright COMMAND …\`.
Relative paths are seen from the folder you stand in.

- \`--json\` prints exactly one JSON object on stdout, errors too: \`{ "error": { code, message, details } }\`. Progress and messages go to stderr.
- Undefined and infinite numbers are null. Slice indices and channels are 0-based, lengths in mm, space is LPS.
- Ctrl-C cancels within half a second and leaves nothing half-written.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | our own fault: please report it |
| 2 | the request is wrong: an option, an id, a density, a spec |
| 3 | the data is wrong: a file, a label map, a geometry; or no case could be loaded |
| 4 | the disk or the workspace is in the way: locked, read-only, full |
| 5 | computing did not work: device, diverged training, failed cells |
| 130 | cancelled |

This page is written by \`scripts/writeCliReference.mjs\`.

${sections.join('\n')}`
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(root, 'docs', 'reference', 'cli.md'), cliReference())
