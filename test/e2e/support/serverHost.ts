import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { environmentWithoutNpm } from '../../support/runCli'

const SERVER = resolve(import.meta.dirname, '../../../out/main/server.js')

/** The server host as `npm run serve` starts it, in a process of its own. */
export interface ServerHost {
  /** With the token that can be used once. */
  readonly url: string
  readonly pid: number
  /** As Ctrl-C does; resolves to the exit code. */
  stop(): Promise<number | null>
  /** As the out-of-memory killer does. */
  kill(): Promise<void>
  /** What it wrote so far, both streams. */
  output(): string
}

/**
 * @param userFolder where the program keeps what belongs to the user: a temporary folder, so that tests do not touch the real one
 * @throws Error with what the server wrote, if it prints no URL within 30 seconds
 */
export async function startServerHost(options: {
  readonly userFolder: string
  readonly args?: readonly string[]
}): Promise<ServerHost> {
  const args = ['--disable-warning=ExperimentalWarning', SERVER, '--no-open', '--port', '0', ...(options.args ?? [])]
  const env = environmentWithoutNpm({ SLICEWRIGHT_USER_FOLDER: options.userFolder })
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let written = ''
  const exited = once(child, 'exit') as Promise<[number | null]>
  const url = await new Promise<string>((settle, reject) => {
    const fail = () => reject(new Error(`The server host printed no URL. It wrote:\n${written}`))
    const timer = setTimeout(fail, 30_000)
    const listen = (chunk: Buffer) => {
      written += chunk.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(written)
      if (found === null) return
      clearTimeout(timer)
      settle(found[0])
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    void exited.then(fail)
  })
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGINT')
      return (await exited)[0]
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    output: () => written,
  }
}
