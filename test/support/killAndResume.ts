import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const cli = resolve(import.meta.dirname, '../../out/main/cli.js')

export interface KillRequest {
  readonly spec: string
  /** Holds the imported cases; the grid is killed and resumed here. */
  readonly workspace: string
  /** Name of the experiment in the spec. */
  readonly experiment: string
  /** Milliseconds from each start to its kill. */
  readonly killDelaysMs: readonly number[]
  readonly environment?: NodeJS.ProcessEnv
  readonly extraArguments?: readonly string[]
  readonly say?: (text: string) => void
}

export interface KillOutcome {
  /** Kills that met a running grid; the others came after its end. */
  readonly killCount: number
  /** Process ids found alive after a kill or after the end. Must be empty. */
  readonly survivors: readonly number[]
  readonly exitCode: number | null
  readonly stderr: string
  readonly json: Buffer
  readonly csv: Buffer
}

/** Runs a grid without interruption. */
export async function runUninterrupted(
  request: Omit<KillRequest, 'killDelaysMs'>,
): Promise<KillOutcome & { seconds: number }> {
  const startedMs = performance.now()
  const outcome = await runWithKills({ ...request, killDelaysMs: [] })
  return { ...outcome, seconds: (performance.now() - startedMs) / 1000 }
}

/**
 * Starts a grid in a process group of its own, kills the whole group with SIGKILL after each of the delays and starts it again; the
 * last start is left to end by itself. Needs /proc to look for survivors (Linux).
 */
export async function runWithKills(request: KillRequest): Promise<KillOutcome> {
  const { killDelaysMs, experiment, workspace, say = () => undefined } = request
  const survivors: number[] = []
  let killCount = 0
  for (const delayMs of killDelaysMs) {
    const { child, ended } = start(request)
    const isRunning = await Promise.race([ended.then(() => false), pause(delayMs).then(() => true)])
    if (!isRunning) break
    killGroup(child)
    await ended
    killCount++
    survivors.push(...(await membersAfterAWhile(child)))
    say(`kill ${killCount} of ${killDelaysMs.length} after ${(delayMs / 1000).toFixed(1)} s`)
  }
  const { child, ended } = start(request)
  const { exitCode, stderr } = await ended
  survivors.push(...(await membersAfterAWhile(child)))
  const folder = join(workspace, 'experiments', experiment)
  const [json, csv] = ['results.json', 'results.csv'].map((name) => readFileSync(join(folder, name)))
  return { killCount, survivors, exitCode, stderr, json, csv }
}

function start({ spec, workspace, environment = {}, extraArguments = [] }: KillRequest): {
  child: ChildProcess
  ended: Promise<{ exitCode: number | null; stderr: string }>
} {
  const args = ['--disable-warning=ExperimentalWarning', cli, 'run', spec, '--workspace', workspace, ...extraArguments]
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<{ exitCode: number | null; stderr: string }>((settle, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => settle({ exitCode, stderr }))
  })
  return { child, ended }
}

/** The group's id is that of the process that began it. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) throw new Error('The grid did not start.')
  process.kill(-pid, 'SIGKILL')
}

/** A killed process takes a moment to go; whoever is there after two seconds stays. */
async function membersAfterAWhile({ pid }: ChildProcess): Promise<number[]> {
  for (let look = 0; look < 20; look++) {
    if (membersOf(pid ?? 0).length === 0) return []
    await pause(100)
  }
  return membersOf(pid ?? 0)
}

/** Living processes of a group, from /proc/<pid>/stat: "pid (command) state parent group …". */
function membersOf(groupId: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const [state, , group] = statusOf(name)
      return group === String(groupId) && state !== 'Z'
    })
    .map(Number)
}

function statusOf(pid: string): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, durationMs))
}
