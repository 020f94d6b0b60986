import { spawn, execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { examinationSchema } from '../../src-main/contract/devices'
import { DEVICE_IDS } from '../../src-main/domain/devices/deviceReport'
import { runCli } from '../support/runCli'

it('doctor --json tells every device: proven and measured, or why not and what helps', async () => {
  const run = await runCli(['doctor', '--json'])
  expect(run.exitCode).toBe(0)
  const { devices, chosen, cores, node, memoryTotalBytes } = examinationSchema.parse(run.json)
  expect(devices.map(({ id }) => id)).toEqual([...DEVICE_IDS])
  for (const { id, usable, reason, remedy, stepMs, library } of devices) {
    expect(usable, `${id}: ${reason}`).toBe(reason === null && remedy === null)
    expect(usable).toBe(stepMs !== null && library !== null)
  }
  expect(devices.find(({ id }) => id === 'onnx-cpu')?.usable).toBe(true)
  expect(devices.find(({ id }) => id === chosen)?.usable).toBe(true)
  expect(cores).toBeGreaterThan(0)
  expect(memoryTotalBytes).toBeGreaterThan(2 ** 30)
  expect(node).toBe(process.version)
})

it('doctor prints a table with remedies', async () => {
  const { stdout, exitCode } = await runCli(['doctor'])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/→ \S+ +[\d.]+ ms/)
  expect(stdout).toMatch(/Taken unless --device names another: \S+\n$/)
  expect(stdout).not.toMatch(/undefined|NaN|null/)
})

it.skipIf(process.platform !== 'linux')('a killed doctor leaves no process behind', async () => {
  const doctor = spawn(process.execPath, [resolve('out/main/cli.js'), 'doctor'], { stdio: 'ignore' })
  const children = () => processes().filter(({ parent }) => parent === doctor.pid)
  const [probe] = await eventually(children, (found) => found.length > 0)
  doctor.kill('SIGKILL')
  const left = await eventually(
    () => processes().filter(({ pid }) => pid === probe!.pid),
    (found) => found.length === 0,
  )
  expect(left).toEqual([])
})

function processes(): { pid: number; parent: number }[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => !state!.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }))
}

/** What `look` sees once `isThere`, or after ten seconds. */
async function eventually<Seen>(look: () => Seen, isThere: (seen: Seen) => boolean): Promise<Seen> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const seen = look()
    if (isThere(seen)) return seen
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return look()
}
