import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { childScript, lineFrom } from '../support/childScript'
import { runCli } from '../support/runCli'
import { temporaryFolder } from '../support/temporaryFolder'

const sample = resolve(import.meta.dirname, '../../resources/sample')

describe('import and export from the command line', () => {
  it('takes the bundled sample in, twice, and hands it on to nnU-Net', async () => {
    const folder = temporaryFolder()
    const first = await runCli(['import', sample, '--workspace', 'w', '--json'], { cwd: folder })
    expect(first).toMatchObject({ exitCode: 0, json: { dataset: 'hippocampus', problems: [], notes: [] } })
    const { cases } = first.json as { cases: { caseId: string; splitHint: string; status: string }[] }
    const counts = Object.entries(Object.groupBy(cases, ({ splitHint }) => splitHint)).map(([hint, each]) => [
      hint,
      each?.length,
    ])
    expect(Object.fromEntries(counts)).toEqual({ train: 15, validation: 3, test: 6 })

    const second = await runCli(['import', sample, '--workspace', 'w'], { cwd: folder })
    expect(second.stdout).toContain('24 cases (24 with a label, 24 unchanged)')

    const args = [
      'export',
      '--workspace',
      'w',
      '--format',
      'nnunet-raw',
      '--output',
      'out',
      '--dataset-id',
      '501',
      '--name',
      'Hippocampus',
    ]
    const written = await runCli([...args, '--json'], { cwd: folder })
    const output = join(folder, 'out', 'Dataset501_Hippocampus')
    expect(written).toMatchObject({ exitCode: 0, json: { output, ignoreLabel: null } })
    expect(readdirSync(join(output, 'imagesTr'))).toHaveLength(18)
    expect(JSON.parse(readFileSync(join(output, 'dataset.json'), 'utf8'))).toMatchObject({
      labels: { background: 0, anterior: 1, posterior: 2 },
    })
    const again = await runCli([...args, '--json'], { cwd: folder })
    expect(again).toMatchObject({ exitCode: 4, json: { error: { code: 'OUTPUT_EXISTS' } } })
  })

  it('says what is wrong by code and exit code', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'empty'))
    const failing = async (args: string[]) => {
      const { exitCode, json } = await runCli([...args, '--json'], { cwd: folder })
      return [exitCode, (json as { error: { code: string } }).error.code]
    }
    expect(await failing(['import', 'empty', '--workspace', 'w'])).toEqual([3, 'FOLDER_EMPTY'])
    expect(await failing(['import', 'nowhere', '--workspace', 'w'])).toEqual([3, 'FILE_NOT_FOUND'])
    expect(await failing(['import', sample, '--workspace', 'w', '--map', '1:one'])).toEqual([2, 'BAD_REQUEST'])
    expect(await failing(['import', sample])).toEqual([2, 'BAD_REQUEST'])
    expect(await failing(['export', '--workspace', 'w', '--format', 'nnunet-raw', '--output', 'o'])).toEqual([
      4,
      'WORKSPACE_NOT_FOUND',
    ])
    expect(existsSync(join(folder, 'w'))).toBe(false)

    const holder = childScript('holdWorkspace.ts', [join(folder, 'w')])
    await lineFrom(holder, 'held')
    expect(await failing(['import', sample, '--workspace', 'w'])).toEqual([4, 'WORKSPACE_LOCKED'])
  })

  it('exits with 3 where no case loads', async () => {
    const folder = temporaryFolder()
    const { exitCode, json } = await runCli(['import', sample, '--workspace', 'w', '--map', '1:1', '--json'], {
      cwd: folder,
    })
    expect(exitCode).toBe(3)
    const { cases, problems } = json as { cases: unknown[]; problems: { code: string }[] }
    expect(cases).toEqual([])
    expect(problems).toHaveLength(24)
    expect(problems[0].code).toBe('LABEL_UNEXPECTED_VALUE')
  })
})
