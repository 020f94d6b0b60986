import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabelMap } from '../../../src-main/domain/labels/LabelMap'
import { scoreCase } from '../../../src-main/domain/metrics/scoreCase'
import { evaluateFiles } from '../../../src-main/engine/analysis/evaluateFiles'
import { readLabelMap } from '../../../src-main/io/formats/readLabelMap'
import { writeLabelMap } from '../../../src-main/io/formats/writeLabelMap'
import { gridWorld } from '../../support/gridWorld'
import { describeWithSharedData, sharedData } from '../../support/sharedData'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slicewright-evaluate-'))
  for (const name of ['reference', 'prediction', 'other']) await mkdir(join(folder, name))
  await write('reference/a.nii.gz', gridWorld('11.. 11.. ....'))
  await write('prediction/a.nii.gz', gridWorld('.11. .11. ....'))
  await write('reference/b.nii.gz', gridWorld('11?? 22.. ....'))
  await write('prediction/b.nii.gz', gridWorld('1111 22.. ....'))
  await write('reference/c.nii.gz', gridWorld('1... ....'))
  await write('prediction/c.nii.gz', gridWorld('1.. ...'))
  await write('reference/d.nii.gz', gridWorld('1...'))
  await write('prediction/e.nii.gz', gridWorld('1...'))
  await write('other/a.nii.gz', gridWorld('1?.. .... ....'))
})
afterAll(() => rm(folder, { recursive: true }))

const write = (name: string, labelMap: LabelMap) => writeLabelMap({ path: join(folder, name), labelMap })
const evaluate = (reference: string, prediction: string, options: { labels?: number[]; signal?: AbortSignal } = {}) =>
  evaluateFiles({
    reference: join(folder, reference),
    prediction: join(folder, prediction),
    signal: new AbortController().signal,
    report: () => undefined,
    ...options,
  })

describe('evaluateFiles', () => {
  it('scores folders pair by pair and lists what it could not score', async () => {
    const { cases, labels, mean, pooled, problems } = await evaluate('reference', 'prediction')
    expect(labels).toEqual([1, 2])
    expect(cases.map(({ caseId, classes }) => [caseId, ...classes.map(({ iou }) => iou)])).toEqual([
      ['a', 1 / 3, null],
      ['b', 1, 1],
    ])
    expect(mean.iou).toBeCloseTo((1 / 3 + 1) / 2, 12)
    expect(pooled.classes).toEqual([
      { label: 1, iou: 4 / 8 },
      { label: 2, iou: 1 },
    ])
    expect(problems.map(({ path, code }) => [path.slice(folder.length + 1), code])).toEqual([
      ['reference/d.nii.gz', 'CASE_PAIRING'],
      ['prediction/e.nii.gz', 'CASE_PAIRING'],
      ['prediction/c.nii.gz', 'GEOMETRY_MISMATCH'],
    ])
  })

  it('scores one file, of the classes asked for', async () => {
    const { cases } = await evaluate('reference/b.nii.gz', 'prediction/b.nii.gz', { labels: [2, 3] })
    expect(cases[0].classes.map(({ label, iou }) => [label, iou])).toEqual([
      [2, 1],
      [3, null],
    ])
  })

  it('fails as the file does where there is only one', async () => {
    const failing = (reference: string, prediction: string) =>
      evaluate(reference, prediction).catch((error: { code: string }) => error.code)
    expect(await failing('reference/c.nii.gz', 'prediction/c.nii.gz')).toBe('GEOMETRY_MISMATCH')
    expect(await failing('reference/a.nii.gz', 'other/a.nii.gz')).toBe('LABEL_RESERVED_VALUE')
    expect(await failing('reference', 'other/a.nii.gz')).toBe('BAD_REQUEST')
    expect(await failing('reference/none.nii.gz', 'other/a.nii.gz')).toBe('FILE_NOT_FOUND')
  })

  it('fails where no pair could be scored', async () => {
    await expect(evaluate('reference', 'other')).rejects.toMatchObject({ code: 'NO_CASES' })
  })

  it('stops when cancelled', async () => {
    await expect(evaluate('reference', 'prediction', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })

  it('stops within half a second while surfaces are being measured', async () => {
    const size = 192
    const ball = (radius: number): LabelMap => {
      const geometry = { ...gridWorld('.').geometry, size: [size, size, size] as const }
      const world = { data: new Uint8Array(size ** 3), geometry }
      for (let at = 0; at < world.data.length; at++) {
        const [i, j, k] = [at % size, Math.floor(at / size) % size, Math.floor(at / size / size)]
        world.data[at] = Math.hypot(i - size / 2, j - size / 2, k - size / 2) < radius ? 1 : 0
      }
      return world
    }
    await write('reference/ball.nii', ball(90))
    await write('other/ball.nii', ball(70))
    const controller = new AbortController()
    let cancelledAtMs = Infinity
    const work = evaluate('reference/ball.nii', 'other/ball.nii', { signal: controller.signal })
    // Reading takes a moment; by then the thread is at work or about to be.
    setTimeout(() => {
      cancelledAtMs = performance.now()
      controller.abort()
    }, 300)
    await expect(work).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - cancelledAtMs).toBeLessThan(500)
  })
})

interface RealCase {
  path: string
  classes: { label: number; expected: Record<'iou' | 'dice' | 'hd95Mm' | 'assdMm', number> }[]
}
const { real } = JSON.parse(readFileSync(new URL('../../fixtures/metrics/scores.json', import.meta.url), 'utf8')) as {
  real: RealCase[]
}

describeWithSharedData('scores of real masks against scipy', () => {
  it.each(real)('$path moved by one voxel', async ({ path, classes }) => {
    const { labelMap: reference } = await readLabelMap({ path: sharedData(...path.split('/')), expects: 'dense' })
    const [ni, nj, nk] = reference.geometry.size
    const data = new Uint8Array(reference.data.length)
    for (let k = 0; k < nk; k++)
      for (let j = 1; j < nj; j++)
        for (let i = 1; i < ni; i++) data[i + ni * (j + nj * k)] = reference.data[i - 1 + ni * (j - 1 + nj * k)]
    const prediction = { ...reference, data }
    const scores = scoreCase({ reference, prediction, labels: classes.map(({ label }) => label) })
    for (const [at, { expected }] of classes.entries())
      for (const metric of ['iou', 'dice', 'hd95Mm', 'assdMm'] as const)
        expect(scores[at][metric]).toBeCloseTo(expected[metric], 5)
  })
})
