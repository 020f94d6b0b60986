import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluationSchema } from '../../src-main/contract/analysis'
import { propagationSchema } from '../../src-main/contract/propagation'
import { IGNORE_LABEL } from '../../src-main/domain/labels/LabelMap'
import { readLabelMap } from '../../src-main/io/formats/readLabelMap'
import { writeLabelMap } from '../../src-main/io/formats/writeLabelMap'
import { drawn, gridWorld } from '../support/gridWorld'
import { PROPAGATOR_IDS } from '../support/propagatorIds'
import { cli, environmentWithoutNpm, runCli } from '../support/runCli'

const key = '..... .111. .111. .111. .....'
const blank = '????? ????? ????? ????? ?????'
const nothing = '..... ..... ..... ..... .....'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slicewright-propagation-'))
  const sparse = gridWorld([blank, key, blank, key, blank, nothing])
  await writeLabelMap({ path: join(folder, 'sparse.nii.gz'), labelMap: sparse })
  await writeLabelMap({
    path: join(folder, 'truth.nii.gz'),
    labelMap: gridWorld([nothing, key, key, key, nothing, nothing]),
  })
})
afterAll(() => rm(folder, { recursive: true }))

const propagate = (method: string, ...more: string[]) =>
  runCli(
    ['propagate', '--label', 'sparse.nii.gz', '--method', method, '--output', `${method}.nii.gz`, '--json', ...more],
    { cwd: folder },
  )

describe('slicewright propagate', () => {
  it.each([
    ['nearest', 'repeat', key],
    ['signed-distance', 'repeat', key],
    ['morphological-contour', 'background', nothing],
  ])('%s writes a dense map and says where every slice came from', async (method, outside, expectedOutside) => {
    const run = await propagate(method)
    expect(run.exitCode).toBe(0)
    const result = propagationSchema.parse(run.json)
    expect(result).toMatchObject({ method, outside, unreached: 'background', output: join(folder, `${method}.nii.gz`) })
    expect(result.slices[2]).toMatchObject({
      sliceIndex: 2,
      state: 'propagated',
      keySliceIndices: method === 'nearest' ? [1] : [1, 3],
      hops: 1,
    })
    const { labelMap } = await readLabelMap({ path: result.output, expects: 'dense' })
    expect(drawn(labelMap)).toEqual([expectedOutside, key, key, key, expectedOutside, nothing])
  })

  it('takes --outside, --unreached and --param', async () => {
    const run = await propagate('morphological-contour', '--outside', 'ignore', '--param', 'nameKeySlices=true')
    const { output, outside } = propagationSchema.parse(run.json)
    expect(outside).toBe('ignore')
    const { labelMap } = await readLabelMap({ path: output, expects: 'sparse' })
    expect(drawn(labelMap)).toEqual([blank, key, key, key, blank, nothing])
  })

  it('names the methods it knows', async () => {
    const run = await propagate('telepathy')
    expect(run.exitCode).toBe(2)
    expect(run.json).toMatchObject({
      error: {
        code: 'UNKNOWN_ID',
        details: {
          allowed: PROPAGATOR_IDS,
        },
      },
    })
  })

  it('refuses a map in which nothing is annotated', async () => {
    await writeLabelMap({ path: join(folder, 'open.nii.gz'), labelMap: gridWorld([blank, blank]) })
    const run = await propagate('nearest', '--label', 'open.nii.gz')
    expect(run.exitCode).toBe(3)
    expect(run.json).toMatchObject({ error: { code: 'LABEL_NOTHING_ANNOTATED' } })
  })

  it.skipIf(process.platform === 'win32').each(['signed-distance', 'morphological-contour'])(
    'Ctrl-C ends %s within half a second and leaves nothing half-written',
    async (method) => {
      const size = 400
      const data = new Uint8Array(41 * size * size).fill(IGNORE_LABEL)
      const geometry = { ...gridWorld('.').geometry, size: [size, size, 41] as const }
      for (let k = 0; k < 41; k += 4)
        for (let at = 0; at < size * size; at++) {
          const distance = Math.hypot((at % size) - size / 2 - k, Math.floor(at / size) - size / 2)
          data[at + k * size * size] = distance < 100 + k ? 1 : distance < 150 ? 2 : 0
        }
      await writeLabelMap({ path: join(folder, 'large.nii.gz'), labelMap: { data, geometry } })
      const before = await readdir(folder)
      const slowness = await machineSlowness()
      const args = ['propagate', '--label', 'large.nii.gz', '--method', method, '--output', 'never.nii.gz', '--json']
      const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env: environmentWithoutNpm() })
      let stdout = ''
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
      let interruptedAtMs = Infinity
      const interrupt = () => {
        if (interruptedAtMs !== Infinity) return
        interruptedAtMs = performance.now()
        child.kill('SIGINT')
      }
      child.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('propagation')) interrupt()
      })
      const exitCode = await new Promise((settle) => child.on('close', settle))
      expect(performance.now() - interruptedAtMs).toBeLessThan(500 * slowness)
      expect(exitCode).toBe(130)
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CANCELLED' } })
      expect(await readdir(folder)).toEqual(before)
    },
  )
})

describe('slicewright evaluate', () => {
  it('scores against the truth', async () => {
    await propagate('nearest')
    const run = await runCli(['evaluate', '--reference', 'truth.nii.gz', '--prediction', 'nearest.nii.gz', '--json'], {
      cwd: folder,
    })
    expect(run.exitCode).toBe(0)
    const { cases, mean, pooled, problems } = evaluationSchema.parse(run.json)
    // Three slices are right, the two beyond the outermost key slices are painted too: 27 of 45 voxels.
    expect(cases).toMatchObject([{ caseId: 'truth', classes: [{ label: 1, iou: 27 / 45, dice: 54 / 72, hd95Mm: 1 }] }])
    expect(mean.iou).toBe(27 / 45)
    expect(pooled.iou).toBe(27 / 45)
    expect(problems).toEqual([])
  })

  it('prints a table', async () => {
    const run = await runCli(['evaluate', '--reference', 'truth.nii.gz', '--prediction', 'truth.nii.gz'], {
      cwd: folder,
    })
    expect(run.stdout).toMatch(/^truth +1 +1\.000 +1\.000 +0\.000 +0\.000$/m)
    expect(run.stdout).not.toMatch(/undefined|NaN|null/)
  })
})

/** Half a second on a machine busy with other things is longer by as much as starting is, which takes 0.2 s on an idle one. */
async function machineSlowness(): Promise<number> {
  const begunAtMs = performance.now()
  await runCli(['--version'])
  return Math.max(1, (performance.now() - begunAtMs) / 200)
}
