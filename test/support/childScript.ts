import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Starts a TypeScript file of this folder as a process of its own; it is killed when the test has finished. */
export function childScript(file: string, args: readonly string[]): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      join(import.meta.dirname, 'resolveTypescript.mjs'),
      join(import.meta.dirname, file),
      ...args,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Resolves when the child has written `line` to stdout; rejects if it ends first. */
export function lineFrom(child: ChildProcess, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.split('\n').includes(line)) resolve()
    })
    child.on('exit', (code) =>
      reject(new Error(`The child ended with ${String(code)} before it said "${line}": ${text}`)),
    )
  })
}

export function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode ?? child.signalCode)
    else child.on('exit', (code, signal) => resolve(code ?? signal))
  })
}
