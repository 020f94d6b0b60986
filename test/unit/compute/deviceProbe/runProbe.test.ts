import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProbe } from '../../../../src-main/compute/deviceProbe/runProbe'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slicewright-probe-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function script(name: string, text: string): string {
  const path = join(folder, `${name}.cjs`)
  writeFileSync(path, text)
  return path
}

const GOOD_ANSWER = `console.log('{"isUsable":true,"stepMs":3.5,"bestStepMs":3,"library":"Test 1.0"}')`

describe('runProbe', () => {
  it('finds the answer among what a library prints, and does not wait for the process to end', async () => {
    const path = script('good', `console.log('{braces} of others'); ${GOOD_ANSWER}; setInterval(() => {}, 1000)`)
    expect(await runProbe({ script: path, args: [] })).toEqual({
      isUsable: true,
      stepMs: 3.5,
      bestStepMs: 3,
      library: 'Test 1.0',
    })
  })

  it('survives a crash and tells the last words', async () => {
    const path = script('crash', `console.error('CUDA error 700'); process.kill(process.pid, 'SIGSEGV'); for (;;);`)
    expect(await runProbe({ script: path, args: [] })).toEqual({
      isUsable: false,
      reason: 'The process that tried it ended by SIGSEGV (CUDA error 700).',
    })
  })

  it('tells an exit without an answer', async () => {
    const answer = await runProbe({ script: script('exit', 'process.exit(3)'), args: [] })
    expect(answer).toEqual({ isUsable: false, reason: 'The process that tried it ended with exit code 3.' })
  })

  it('ends a process that hangs', async () => {
    const answer = await runProbe({ script: script('hang', 'for (;;);'), args: [], timeoutMs: 500 })
    expect(answer).toEqual({ isUsable: false, reason: 'It did not answer within 0.5 s.' })
  })

  it('ends with the signal', async () => {
    const signal = AbortSignal.timeout(200)
    await expect(runProbe({ script: script('wait', 'for (;;);'), args: [], signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})
