import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Geometry } from '../../../src-main/domain/volume/geometry'
import { writeVolume } from '../../../src-main/io/formats/writeVolume'

const root = resolve(import.meta.dirname, '../../..')
const program = ['--disable-warning=ExperimentalWarning', '--import', join(root, 'test/support/resolveTypescript.mjs')]

/** A ball in each of seven small volumes, larger from case to case: enough for two halves of a set that decides. */
async function writeCases(dataFolder: string): Promise<void> {
  const geometry: Geometry = {
    size: [12, 12, 14],
    spacingMm: [1, 1, 1],
    originMm: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  }
  const [ni, nj, nk] = geometry.size
  for (const part of ['images', 'labels']) mkdirSync(join(dataFolder, 'hippocampus', part), { recursive: true })
  for (let n = 0; n < 7; n++) {
    const labels = new Uint8Array(ni * nj * nk)
    for (let k = 0, at = 0; k < nk; k++)
      for (let j = 0; j < nj; j++)
        for (let i = 0; i < ni; i++, at++) labels[at] = Math.hypot(i - 6, j - 6, k - 7) < 3 + n / 3 ? 1 : 0
    for (const part of ['images', 'labels'])
      await writeVolume({
        path: join(dataFolder, 'hippocampus', part, `hippocampus_00${n}.nii.gz`),
        volume: { data: labels, geometry },
      })
  }
}

interface StudyRun {
  readonly exitCode: number | null
  readonly stderr: string
  readonly seconds: number
}

describe('the interpolation study', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slicewright-study-'))
  const dataFolder = join(folder, 'data')
  beforeAll(() => writeCases(dataFolder))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** @param interrupt given what is computed so far, the signal that is to be sent now, or null */
  function runStudy(
    name: string,
    {
      args = [],
      interrupt = () => null,
    }: { args?: string[]; interrupt?: (units: number) => NodeJS.Signals | null } = {},
  ): Promise<StudyRun> {
    const work = join(folder, name)
    const fixed = ['--methods', 'nearest,signed-distance', '--densities', '0.2,0.4', '--seeds', '1,2', '--work', work]
    const child = spawn(
      process.execPath,
      [...program, join(root, 'test/study/interpolationQuality.ts'), ...fixed, ...args],
      { env: { ...process.env, SLICEWRIGHT_SHARED_DATA: dataFolder }, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let stderr = ''
    let sentAtMs = performance.now()
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    const watch = setInterval(() => {
      const signal = interrupt(unitCount(work))
      if (signal === null) return
      clearInterval(watch)
      sentAtMs = performance.now()
      child.kill(signal)
    }, 5)
    return new Promise((settle, reject) => {
      child.on('error', reject)
      child.on('close', (exitCode) => {
        clearInterval(watch)
        settle({ exitCode, stderr, seconds: (performance.now() - sentAtMs) / 1000 })
      })
    })
  }

  const pages = (name: string) =>
    readdirSync(join(folder, name, 'page'))
      .sort()
      .map((file) => [file, readFileSync(join(folder, name, 'page', file), 'utf8')])

  it('ends with the same bytes after it was killed twice', async () => {
    expect((await runStudy('whole')).exitCode).toBe(0)
    for (const units of [3, 20]) {
      const killed = await runStudy('killed', { interrupt: (found) => (found >= units ? 'SIGKILL' : null) })
      expect(killed.exitCode).toBeNull()
    }
    const before = unitCount(join(folder, 'killed'))
    const resumed = await runStudy('killed')
    expect(resumed).toMatchObject({ exitCode: 0 })
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(unitCount(join(folder, 'whole')))
    expect(pages('killed')).toEqual(pages('whole'))
  })

  it('writes the same page from what is computed already, and only what is complete', async () => {
    const whole = pages('whole')
    expect((await runStudy('whole', { args: ['--render-only'] })).stderr).toContain('16 of 16 cells')
    expect(pages('whole')).toEqual(whole)
    // A seed that was not computed: no mean over the others in its place.
    await runStudy('whole', { args: ['--render-only', '--seeds', '1,2,3'] })
    expect(JSON.parse(readFileSync(join(folder, 'whole/page/interpolation-quality.json'), 'utf8'))).toMatchObject({
      entries: [],
    })
  })

  it('stops within half a second of Ctrl-C', async () => {
    const stopped = await runStudy('stopped', { interrupt: (found) => (found >= 3 ? 'SIGINT' : null) })
    expect(stopped.exitCode).toBe(130)
    expect(stopped.stderr).toContain('Start it again to go on')
    // Half a second, and what a busy machine takes to end a process.
    expect(stopped.seconds).toBeLessThan(0.8)
  })

  it('says what is wrong with an option', async () => {
    const refused = await runStudy('refused', { args: ['--half', 'first'] })
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('--half is "first"; expected: one of tuning, reporting')
  })
})

function unitCount(work: string): number {
  try {
    return readdirSync(join(work, 'units'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /[0-9a-f]{64}\.json$/.test(name),
    ).length
  } catch {
    return 0
  }
}
