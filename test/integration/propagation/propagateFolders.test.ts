import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { propagationSchema } from '../../../src-main/contract/propagation'
import { readLabelMap } from '../../../src-main/io/formats/readLabelMap'
import { engineSession } from '../../support/engineSession'
import { writeImage } from '../../support/exampleDataset'
import { drawn } from '../../support/gridWorld'
import { propagatorsWithMeanBox } from '../../support/meanBoxPropagator'
import { squareLabel, squareOn, writePlanLabels } from '../../support/planWorkspace'
import { temporaryFolder } from '../../support/temporaryFolder'

/** Sparse label maps of the square (slices 2 to 6 of 9) drawn on slices 1, 3, 5 and 7. */
async function sparseFolders(caseIds: readonly string[]) {
  const folder = temporaryFolder()
  for (const [seed, caseId] of caseIds.entries()) {
    await writeImage(join(folder, 'images', `${caseId}.nii.gz`), {
      seed,
      geometry: { size: [4, 4, 9], spacingMm: [1, 1, 3], originMm: [0, 0, 0] },
    })
    await writePlanLabels(join(folder, 'labels', `${caseId}.nii.gz`), squareOn([1, 3, 5, 7]))
  }
  const session = engineSession({ propagators: propagatorsWithMeanBox })
  const request = { label: join(folder, 'labels'), image: join(folder, 'images'), output: join(folder, 'dense') }
  const propagate = async (method: string, more: Record<string, unknown> = {}) =>
    propagationSchema.parse(
      await session.finished(await session.client.propagation.propagate({ ...request, method, ...more })),
    )
  return { folder, propagate, ...session }
}

it('fills a folder of label maps under their names, with where every slice came from and what it is worth', async () => {
  const { folder, propagate } = await sparseFolders(['a', 'b'])
  const result = await propagate('nearest')
  expect(readdirSync(join(folder, 'dense'))).toEqual(['a.nii.gz', 'b.nii.gz'])
  expect(result).toMatchObject({ method: 'nearest', model: null, trainingSeconds: null, problems: [], slices: [] })
  expect(result.cases.map(({ caseId }) => caseId)).toEqual(['a', 'b'])
  expect(result.cases[0].slices[3]).toEqual({
    sliceIndex: 3,
    state: 'annotated',
    keySliceIndices: [3],
    hops: 0,
    confidence: 1,
  })
  expect(result.cases[0].slices[4]).toMatchObject({
    state: 'propagated',
    hops: 1,
    confidence: expect.any(Number) as number,
  })
  const { iou, low, high } = result.cases[0].estimate!
  expect(low).toBeLessThanOrEqual(iou)
  expect(high).toBeGreaterThanOrEqual(iou)
})

it('names what cannot be paired or read and fills the others', async () => {
  const { folder, propagate } = await sparseFolders(['a', 'b'])
  writeFileSync(join(folder, 'labels', 'broken.nii.gz'), 'no gzip')
  await writeImage(join(folder, 'images', 'broken.nii.gz'))
  await writePlanLabels(join(folder, 'labels', 'alone.nii.gz'), squareLabel)
  for (const method of ['nearest', 'mean-box']) {
    const { cases, problems } = await propagate(method)
    expect(cases.map(({ caseId }) => caseId)).toEqual(['a', 'b'])
    expect(problems.map(({ path, code }) => [path, code]).sort()).toEqual([
      [join(folder, 'labels', 'alone.nii.gz'), 'CASE_PAIRING'],
      [join(folder, 'labels', 'broken.nii.gz'), 'FORMAT_UNKNOWN'],
    ])
  }
})

it('trains on the folder, keeps the model, and uses it again to the same bytes', async () => {
  const { folder, propagate } = await sparseFolders(['a', 'b', 'c'])
  const model = join(folder, 'models', 'box.safetensors')
  const trained = await propagate('mean-box', { saveModel: model, seed: 3 })
  expect(trained.model).toMatchObject({ method: 'mean-box', caseCount: 3, seed: 3 })
  expect(trained.trainingSeconds).not.toBeNull()
  const bytes = readFileSync(join(folder, 'dense', 'a.nii.gz'))
  // Slices 4 and between show the box of everything annotated: the square itself; 2 and 6 lie between an empty and a drawn slice.
  const { labelMap } = await readLabelMap({ path: join(folder, 'dense', 'a.nii.gz'), expects: 'dense' })
  expect(drawn(labelMap)[4]).toBe('.... .11. .11. ....')
  const other = { output: join(folder, 'again') }
  const again = await propagate('mean-box', { model, ...other })
  expect(again.trainingSeconds).toBeNull()
  expect(again.model).toEqual(trained.model)
  expect(readFileSync(join(folder, 'again', 'a.nii.gz'))).toEqual(bytes)
  const retrained = join(folder, 'models', 'retrained.safetensors')
  await propagate('mean-box', { saveModel: retrained, seed: 3, ...other })
  expect(readFileSync(retrained)).toEqual(readFileSync(model))
})

it('fills a single file with a method that learns from it alone', async () => {
  const { folder, propagate } = await sparseFolders(['a'])
  const file = { label: join(folder, 'labels', 'a.nii.gz'), image: join(folder, 'images', 'a.nii.gz') }
  const result = await propagate('mean-box', { ...file, output: join(folder, 'a.nii.gz') })
  expect(result.slices).toHaveLength(9)
  expect(result.cases).toMatchObject([{ caseId: 'a' }])
})

it('refuses wrong files and combinations before it writes anything', async () => {
  const { folder, propagate } = await sparseFolders(['a'])
  const wrong = join(folder, 'labels', 'a.nii.gz')
  await expect(propagate('mean-box', { model: wrong })).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  await expect(propagate('nearest', { saveModel: join(folder, 'no.safetensors') })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  await expect(propagate('nearest', { output: join(folder, 'labels') })).rejects.toMatchObject({
    code: 'OUTPUT_EXISTS',
  })
  await expect(propagate('nearest', { image: wrong })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(readdirSync(folder).sort()).toEqual(['images', 'labels'])
})

it('is cancelled within half a second and leaves nothing half-written', async () => {
  const { folder, client, finished } = await sparseFolders(['a', 'b'])
  const { jobId } = await client.propagation.propagate({
    label: join(folder, 'labels'),
    output: join(folder, 'dense'),
    method: 'mean-box',
    params: { steps: 1000, stepMs: 50 },
    saveModel: join(folder, 'box.safetensors'),
  })
  const ended = finished({ jobId })
  setTimeout(() => void client.jobs.cancel({ jobId }), 300)
  const begunAtMs = performance.now()
  await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(performance.now() - begunAtMs).toBeLessThan(300 + 500)
  expect(readdirSync(folder).sort()).toEqual(['images', 'labels'])
})
