// Imports a made-up data set through the built command line, twice, and prints one JSON object (see benchmarkResult.ts).
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { SeededRandom } from '../../src-main/domain/random/SeededRandom'
import { IDENTITY_DIRECTION, type Geometry } from '../../src-main/domain/volume/geometry'
import { writeLabelMap } from '../../src-main/io/formats/writeLabelMap'
import { writeVolume } from '../../src-main/io/formats/writeVolume'

const CASE_COUNT = 12
const GEOMETRY: Geometry = {
  size: [256, 256, 64],
  spacingMm: [0.8, 0.8, 2.5],
  originMm: [0, 0, 0],
  direction: IDENTITY_DIRECTION,
}
const VOXEL_COUNT = GEOMETRY.size[0] * GEOMETRY.size[1] * GEOMETRY.size[2]
const cli = resolve(import.meta.dirname, '../../out/main/cli.js')

/** Cases like CT: a body of soft tissue with noise in air, and a round organ labelled 1. */
async function makeCases(folder: string): Promise<void> {
  const [ni, nj] = GEOMETRY.size
  for (const name of ['images', 'labels']) mkdirSync(join(folder, name))
  for (let caseIndex = 0; caseIndex < CASE_COUNT; caseIndex++) {
    const random = SeededRandom.for(caseIndex, 'import-speed')
    const voxels = new Int16Array(VOXEL_COUNT)
    const labels = new Uint8Array(VOXEL_COUNT)
    for (let n = 0; n < VOXEL_COUNT; n++) {
      const radius = Math.hypot((n % ni) - ni / 2, (Math.floor(n / ni) % nj) - nj / 2)
      voxels[n] = radius < 0.45 * ni ? 40 + 12 * random.normal() : -1000
      labels[n] = radius < 20 + caseIndex ? 1 : 0
    }
    const name = `case${String(caseIndex).padStart(2, '0')}.nii.gz`
    await writeVolume({ path: join(folder, 'images', name), volume: { data: voxels, geometry: GEOMETRY } })
    await writeLabelMap({ path: join(folder, 'labels', name), labelMap: { data: labels, geometry: GEOMETRY } })
  }
}

/** Seconds and peak memory of one `import`; memory is null where the system does not tell (/proc is Linux). */
async function importCases(
  folder: string,
  workspace: string,
): Promise<{ seconds: number; peakMemoryBytes: number | null }> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [cli, 'import', folder, '--workspace', workspace, '--json'], {
    stdio: ['ignore', 'ignore', 2],
  })
  let peakMemoryBytes: number | null = null
  const look = setInterval(() => (peakMemoryBytes = peakMemoryOf(child.pid) ?? peakMemoryBytes), 50)
  const exitCode = await new Promise((settle) => child.on('close', settle))
  clearInterval(look)
  if (exitCode !== 0) throw new Error(`import ended with ${exitCode}.`)
  return { seconds: (performance.now() - startedMs) / 1000, peakMemoryBytes }
}

function peakMemoryOf(pid: number | undefined): number | null {
  try {
    const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found === null ? null : Number(found[1]) * 1024
  } catch {
    return null
  }
}

function storedBytes(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.reduce((sum, name) => sum + (name.endsWith('.gz') ? statSync(join(folder, name)).size : 0), 0)
}

const folder = mkdtempSync(join(tmpdir(), 'slicewright-import-'))
try {
  const cases = join(folder, 'cases')
  mkdirSync(cases)
  await makeCases(cases)
  const workspace = join(folder, 'workspace')
  const first = await importCases(cases, workspace)
  const again = await importCases(cases, workspace)
  const report = {
    caseCount: CASE_COUNT,
    storedMegabytes: storedBytes(cases) / 1e6,
    // Images are 16 bits a voxel, label maps 8.
    voxelMegabytes: (CASE_COUNT * VOXEL_COUNT * 3) / 1e6,
    seconds: first.seconds,
    secondsAgain: again.seconds,
    peakMemoryBytes: first.peakMemoryBytes,
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
