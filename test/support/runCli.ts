import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

export const cli = resolve(import.meta.dirname, '../../out/main/cli.js')

/** The environment of a user who did not come through npm, which says in INIT_CWD where it was called. */
export function environmentWithoutNpm(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { INIT_CWD: _, ...environment } = process.env
  return { ...environment, ...changes }
}

export interface CliRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** The one JSON object of `--json`; null where stdout is not one. */
  readonly json: unknown
}

/** Runs the built command line as a user would. `npm test` has built it. */
export function runCli(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CliRun> {
  const env = environmentWithoutNpm(options.env)
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
      cwd: options.cwd,
      env,
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (exitCode) => settle({ exitCode, stdout, stderr, json: parse(stdout) }))
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
