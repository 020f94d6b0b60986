import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** `npm run check` must notice what it promises to notice: mistakes are planted in a copy of the house. */
const root = resolve(import.meta.dirname, '../../..')
const tools = {
  eslint: ['eslint/bin/eslint.js', 'src-main', '--quiet'],
  depcruise: ['dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.mjs', 'src-main'],
  knip: ['knip/bin/knip.js', '--no-progress'],
  pure: ['typescript/bin/tsc', '-p', 'tsconfig.pure.json'],
} as const

let house: string

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'slicewright-house-'))
  const contents = [
    'src-main',
    'src-renderer',
    'test',
    'scripts',
    'package.json',
    'electron.vite.config.ts',
    'vitest.config.ts',
    'vitest.e2e.config.ts',
    'vitest.electron.config.ts',
  ]
  const configs = ['eslint.config.js', '.dependency-cruiser.mjs', 'knip.json', 'tsconfig.json']
  const projects = ['base', 'pure', 'node'].map((name) => `tsconfig.${name}.json`)
  for (const name of [...contents, ...configs, ...projects])
    cpSync(join(root, name), join(house, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'))
})
afterAll(() => rmSync(house, { recursive: true, force: true }))

function run(tool: keyof typeof tools): { failed: boolean; output: string } {
  const [script, ...args] = tools[tool]
  const result = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: house,
    encoding: 'utf8',
  })
  return { failed: result.status !== 0, output: result.stdout + result.stderr }
}

/** The tool fails, and says why. */
function mustFail(tool: keyof typeof tools, reason: string): void {
  const { failed, output } = run(tool)
  expect(output).toContain(reason)
  expect(failed).toBe(true)
}

function withPlanted(file: string, text: string, body: () => void): void {
  const path = join(house, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  try {
    body()
  } finally {
    rmSync(path)
  }
}

describe('npm run check', () => {
  it.each(Object.keys(tools) as (keyof typeof tools)[])('%s is content with the house as it is', (tool) => {
    expect(run(tool)).toMatchObject({ failed: false })
  })

  it.each([
    [
      'the domain imports io',
      'src-main/domain/planted.ts',
      `export { inspect } from '../io/planted'\n`,
      'domain-may-enter-only-itself',
    ],
    [
      'the domain imports Node',
      'src-main/domain/planted.ts',
      `export { readFile } from 'node:fs/promises'\n`,
      'pure-rooms-stay-pure',
    ],
    [
      'io imports TensorFlow.js',
      'src-main/io/planted2.ts',
      `export { tensor } from '@tensorflow/tfjs'\n`,
      'native-compute-only-in-compute',
    ],
    [
      'the engine imports Electron',
      'src-main/engine/planted.ts',
      `export { app } from 'electron'\n`,
      'electron-only-in-its-host',
    ],
    [
      'a host imports the domain',
      'src-main/hosts/cli/planted.ts',
      `export { SlicewrightError } from '../../domain/errors'\n`,
      'hosts-cli-may-enter-only',
    ],
  ])('fails when %s', (_, file, text, rule) => {
    withPlanted('src-main/io/planted.ts', 'export const inspect = 1\n', () =>
      withPlanted(file, text, () => {
        mustFail('depcruise', rule)
      }),
    )
  })

  it.each([
    ['Math.random', 'export const draw = () => Math.random()\n', 'no-restricted-properties'],
    ['a default export', 'export default 1\n', 'Named exports only'],
    ['an enum', 'export enum State {\n  Running,\n}\n', 'literal union'],
    ['console', `export const say = () => console.log('x')\n`, 'no-console'],
    [
      'an async tidy',
      'export const f = (tf: { tidy(f: unknown): void }) => tf.tidy(async () => 1)\n',
      'tidy does not await',
    ],
    ['dataSync', 'export const g = (t: { dataSync(): unknown }) => t.dataSync()\n', 'Blocks the engine'],
  ])('fails on %s', (_, text, message) => {
    withPlanted('src-main/domain/planted.ts', text, () => {
      mustFail('eslint', message)
    })
  })

  it('fails on an unused export and on an unused file', () => {
    withPlanted('src-main/domain/planted.ts', 'export const nobodyWantsThis = 1\n', () => {
      mustFail('knip', 'planted.ts')
    })
  })

  it('fails when the domain uses what only Node has', () => {
    withPlanted('src-main/domain/planted.ts', 'export const folder = process.cwd()\n', () => {
      mustFail('pure', 'planted.ts')
    })
  })
})
