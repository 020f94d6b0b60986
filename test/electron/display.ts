import { spawn, spawnSync } from 'node:child_process'
import type { Readable } from 'node:stream'

/** A screen to draw on. */
export interface Display {
  readonly name: string
  close(): void
}

/** A screen of the tests' own, or null where there is no Xvfb to make one. */
export async function openDisplay(): Promise<Display | null> {
  if (spawnSync('which', ['Xvfb']).status !== 0) return null
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const numbers = server.stdio[3] as Readable
  const number = await new Promise<string>((resolve, reject) => {
    numbers.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    server.once('exit', (code) => reject(new Error(`Xvfb ended with exit code ${code} before it had a screen.`)))
  })
  return { name: `:${number}`, close: () => void server.kill() }
}
