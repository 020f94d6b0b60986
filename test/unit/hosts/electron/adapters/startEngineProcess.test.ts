import { EventEmitter } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { FromEngine } from '../../../../../src-main/hosts/electron/engineMessages'
import {
  startEngineProcess,
  type EngineProcessOptions,
  type UtilityProcessLike,
} from '../../../../../src-main/hosts/electron/adapters/startEngineProcess'
import { temporaryFolder } from '../../../../support/temporaryFolder'

/** Stands in for Electron's utility process, which none of the machines these tests run on has. */
class FakeUtilityProcess extends EventEmitter {
  readonly pid = 42
  readonly posted: unknown[] = []
  isKilled = false
  postMessage(message: unknown): void {
    this.posted.push(message)
  }
  kill(): boolean {
    this.isKilled = true
    this.emit('exit', 9)
    return true
  }
}

function started(options: Partial<EngineProcessOptions>) {
  const messages: FromEngine[] = []
  const ends: string[] = []
  const engine = startEngineProcess({
    entry: 'engine.js',
    args: [],
    utilityProcess: undefined,
    nodePath: null,
    onMessage: (message) => messages.push(message),
    onExit: (how) => ends.push(how),
    ...options,
  })
  return { engine, messages, ends }
}

function scriptWith(text: string): string {
  const entry = join(temporaryFolder(), 'engine.mjs')
  writeFileSync(entry, text)
  return entry
}

describe('where Electron has utility processes (a typed fake: it never ran in a real one)', () => {
  const forked = () => {
    const child = new FakeUtilityProcess()
    const fork = vi.fn<UtilityProcessLike['fork']>(() => child)
    return { child, fork, utilityProcess: { fork } }
  }

  it('the engine is one, and messages pass both ways', () => {
    const { child, fork, utilityProcess } = forked()
    const { engine, messages, ends } = started({ utilityProcess, args: ['--user-folder', '/home'] })
    expect(fork).toHaveBeenCalledWith('engine.js', ['--user-folder', '/home'], expect.anything())
    expect([engine.kind, engine.pid]).toEqual(['utilityProcess', 42])
    engine.post({ type: 'connected', connection: 1 })
    expect(child.posted).toEqual([{ type: 'connected', connection: 1 }])
    child.emit('message', { type: 'port', connection: 1, data: 'x' })
    expect(messages).toEqual([{ type: 'port', connection: 1, data: 'x' }])
    child.emit('exit', 7)
    expect(ends).toEqual(['ended with exit code 7'])
    engine.post({ type: 'connected', connection: 2 })
    expect(child.posted).toHaveLength(1)
  })

  it('it is asked to end, and ended when it does not', async () => {
    const { child, utilityProcess } = forked()
    const { engine } = started({ utilityProcess })
    await engine.stop(20)
    expect(child.posted).toEqual([{ type: 'stop' }])
    expect(child.isKilled).toBe(true)
  })

  it('another Node takes precedence', async () => {
    const { fork, utilityProcess } = forked()
    const { engine } = started({ utilityProcess, nodePath: process.execPath, entry: scriptWith('') })
    expect(engine.kind).toBe('childProcess')
    expect(fork).not.toHaveBeenCalled()
    await engine.stop(5000)
  })
})

describe('where it has none', () => {
  // Answers every message with itself in pieces, as the engine does with bulk data.
  const echo = `
    import { createReadStream, createWriteStream } from 'node:fs'
    const out = createWriteStream('', { fd: 4 })
    createReadStream('', { fd: 3 }).on('data', (chunk) => out.write(chunk)).on('end', () => process.exit(0))
  `
  it('the engine is a child that talks over two pipes and ends when they close', async () => {
    const { engine, messages, ends } = started({ entry: scriptWith(echo), nodePath: process.execPath })
    engine.post({ type: 'port', connection: 3, data: new Uint8Array([1, 2]) })
    await vi.waitFor(() => expect(messages).toEqual([{ type: 'port', connection: 3, data: new Uint8Array([1, 2]) }]))
    await engine.stop(5000)
    expect(ends).toEqual(['ended with exit code 0'])
  })

  it('a child that crashes, cannot be started or talks nonsense has ended', async () => {
    const crashed = started({ entry: scriptWith('process.exit(7)'), nodePath: process.execPath })
    const missing = started({ nodePath: '/there/is/no/node' })
    const nonsense = started({
      entry: scriptWith(
        `import { writeSync } from 'node:fs'; writeSync(4, 'hello, this is no frame'); setInterval(() => 0, 1000)`,
      ),
      nodePath: process.execPath,
    })
    await vi.waitFor(
      () => {
        expect(crashed.ends).toEqual(['ended with exit code 7'])
        expect(missing.ends).toEqual([expect.stringMatching(/could not be started/)])
        expect(nonsense.ends).toEqual(['was ended by SIGKILL'])
      },
      { timeout: 5000 },
    )
  })

  it('a child that does not end by itself is ended', async () => {
    const { engine, ends } = started({ entry: scriptWith('setInterval(() => 0, 1000)'), nodePath: process.execPath })
    await engine.stop(300)
    expect(ends).toEqual(['was ended by SIGKILL'])
  })
})
