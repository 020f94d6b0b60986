import { spawn } from 'node:child_process'
import { watchOtherLoad } from './systemLoad'

export interface Measured<Report> {
  readonly report: Report
  /** How busy everything else kept the machine meanwhile, 0 to 1; null where that cannot be told. */
  readonly otherLoadFraction: number | null
}

/**
 * Runs one measured program in a process of its own.
 *
 * @param options.read makes the report of what it printed
 * @throws Error with the end of its stderr if it fails
 */
export async function runProgram<Report>(options: {
  command: string
  args: readonly string[]
  read: (stdout: string) => Report
}): Promise<Measured<Report>> {
  const { command, args, read } = options
  const otherLoad = watchOtherLoad()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4000)))
  const stop = () => void child.kill('SIGKILL')
  process.once('exit', stop)
  try {
    await new Promise<void>((settle, reject) => {
      child.on('error', reject)
      child.on('close', (code) =>
        code === 0 ? settle() : reject(new Error(`${command} ${args.join(' ')} failed (${code}):\n${stderr}`)),
      )
    })
  } finally {
    process.off('exit', stop)
  }
  return { report: read(stdout), otherLoadFraction: otherLoad() }
}
