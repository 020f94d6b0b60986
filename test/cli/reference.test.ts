import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

it('docs/reference/cli.md says what the program says of itself (npm run docs writes it)', () => {
  const script = `import { cliReference } from '${join(root, 'scripts/writeCliReference.mjs')}'; process.stdout.write(cliReference())`
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(result.stdout).toBe(readFileSync(join(root, 'docs/reference/cli.md'), 'utf8'))
})
