import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { foldJob, type Job } from '../../../../src-main/contract/jobs'
import type { VoxelBlock } from '../../../../src-main/contract/bulk'
import { createEngine } from '../../../../src-main/engine/createEngine'
import { writeImage, writeLabels } from '../../../support/exampleDataset'
import { bytesOf, niftiBytes } from '../../../support/niftiBytes'
import { temporaryFolder } from '../../../support/temporaryFolder'

/** A workspace with what `prepare` wrote into a data set folder. */
async function imported(
  prepare: (folder: string) => void | Promise<void>,
  options: { sliceAxis?: 'i' | 'j' | 'k'; ignoreValue?: number } = {},
) {
  const engine = createEngine()
  onTestFinished(() => engine.close())
  const root = temporaryFolder()
  const folder = join(root, 'data')
  const workspace = join(root, 'workspace')
  mkdirSync(join(folder, 'images'), { recursive: true })
  await prepare(folder)
  const { jobId } = await engine.client.studies.import({ folder, workspace, allowUnlabelled: true, ...options })
  let job: Job | null = null
  for await (const event of await engine.client.jobs.watch({ jobId })) job = foldJob(job, event)
  expect(job).toMatchObject({ state: 'done', result: { problems: [] } })
  const read = async (block: VoxelBlock, part: { offsetBytes?: number; lengthBytes?: number } = {}) => {
    const bytes = await engine.readBulk({ path: block.url, ...part, signal: new AbortController().signal })
    const { buffer } = bytes.slice()
    if (block.dtype === 'uint8') return [...new Uint8Array(buffer)]
    if (block.dtype === 'int16') return [...new Int16Array(buffer)]
    return [...(block.dtype === 'uint16' ? new Uint16Array(buffer) : new Float32Array(buffer))]
  }
  return { engine, client: engine.client, folder, workspace, read }
}

const countTo = (length: number) => Array.from({ length }, (_, n) => n)

describe('volumes.open', () => {
  it.each(['.nii', '.nii.gz'])('describes a case and serves its voxels (%s)', async (ending) => {
    const { client, workspace, read } = await imported(async (folder) => {
      await writeImage(join(folder, 'images', `heart${ending}`), { seed: -5 })
      await writeLabels(join(folder, 'labels', 'heart.nii.gz'))
    })
    const opened = await client.volumes.open({ workspace, caseId: 'heart' })
    expect(opened).toMatchObject({
      caseId: 'heart',
      grid: { size: [4, 3, 2], spacingMm: [1, 1, 2.5], originMm: [-10, 5, 0] },
      sliceAxis: 'k',
      sliceCount: 2,
      image: { dtype: 'int16', size: [4, 3, 2], byteLength: 48 },
      modality: null,
    })
    expect(await read(opened.image)).toEqual(countTo(24).map((n) => n - 5))
    // The second slice alone, and one that begins in the middle of a voxel's bytes.
    expect(await read(opened.image, { offsetBytes: 24, lengthBytes: 24 })).toEqual(countTo(12).map((n) => n + 7))
    expect(await read(opened.image, { offsetBytes: 46 })).toEqual([18])
    expect(opened.layers).toMatchObject([
      {
        layerId: 'imported',
        kind: 'imported',
        classes: [
          { label: 1, name: 'Class 1' },
          { label: 2, name: 'Class 2' },
        ],
        annotatedSliceIndices: null,
      },
    ])
    const labels = await read(opened.layers[0]!.voxels)
    expect(labels.filter((label) => label === 1)).toHaveLength(3)
    expect(labels[6]).toBe(2)
  })

  it('shows 255 as 0 and says which slices are annotated', async () => {
    const empty = Array.from({ length: 12 }, () => 255)
    const { client, workspace, read } = await imported(
      async (folder) => {
        const geometry = { size: [4, 3, 4] as const }
        await writeImage(join(folder, 'images', 'heart.nii.gz'), { geometry })
        const labels = [...empty, ...countTo(12).map((n) => Number(n === 5)), ...empty, ...countTo(12).map(() => 0)]
        await writeLabels(join(folder, 'labels', 'heart.nii.gz'), { labels, geometry })
      },
      { ignoreValue: 255 },
    )
    const [layer] = (await client.volumes.open({ workspace, caseId: 'heart' })).layers
    expect(layer?.annotatedSliceIndices).toEqual([1, 3])
    expect(await read(layer!.voxels)).toEqual(countTo(48).map((n) => Number(n === 17)))
  })

  it.each([
    ['i', [0, 2, 3]],
    ['j', [0, 2]],
  ] as const)('knows annotated slices on the %s axis', async (sliceAxis, expected) => {
    const at = { i: 0, j: 1 }[sliceAxis]
    const { client, workspace } = await imported(
      async (folder) => {
        await writeImage(join(folder, 'images', 'heart.nii.gz'))
        // 4 × 3 × 2 voxels; slice 1 of the axis is not annotated.
        const labels = countTo(24).map((n) => ([n % 4, Math.floor(n / 4) % 3][at] === 1 ? 255 : Number(n === 0)))
        await writeLabels(join(folder, 'labels', 'heart.nii.gz'), { labels })
      },
      { sliceAxis, ignoreValue: 255 },
    )
    expect((await client.volumes.open({ workspace, caseId: 'heart' })).layers[0]?.annotatedSliceIndices).toEqual(
      expected,
    )
  })

  it.each([
    ['int8', 256, Int8Array.of(-128, 0, 127, 5), {}, 'int16', [-128, 0, 127, 5]],
    ['uint16', 512, Uint16Array.of(0, 1, 65535, 7), {}, 'uint16', [0, 1, 65535, 7]],
    ['int32', 8, Int32Array.of(-70000, 0, 70000, 7), {}, 'float32', [-70000, 0, 70000, 7]],
    ['float64', 64, Float64Array.of(-0.5, 0, 1e5, 7), {}, 'float32', [-0.5, 0, 1e5, 7]],
    ['scaled int16', 4, Int16Array.of(0, 1, 2, 3), { slope: 0.5, intercept: -1 }, 'float32', [-1, -0.5, 0, 0.5]],
  ] as const)('serves %s voxels in a type that screens show', async (_, datatype, values, scaling, dtype, expected) => {
    for (const isGzip of [false, true]) {
      const { client, workspace, read } = await imported((folder) => {
        const sform = { code: 1, rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }
        const bytes = niftiBytes({ dimensions: [2, 1, 2], datatype, voxels: bytesOf(values), sform, ...scaling })
        writeFileSync(join(folder, 'images', `a.nii${isGzip ? '.gz' : ''}`), isGzip ? gzipSync(bytes) : bytes)
      })
      const { image } = await client.volumes.open({ workspace, caseId: 'a' })
      expect(image.dtype).toBe(dtype)
      expect(await read(image)).toEqual(expected)
    }
  })

  it('opens CT in the soft-tissue window, other images between their percentiles', async () => {
    const open = async (channel: string) => {
      const { client, workspace } = await imported(async (folder) => {
        await writeImage(join(folder, 'imagesTr', 'a.nii.gz'), { geometry: { size: [10, 10, 2] } })
        await writeLabels(join(folder, 'labelsTr', 'a.nii.gz'), { geometry: { size: [10, 10, 2] } })
        const training = [{ image: './imagesTr/a.nii.gz', label: './labelsTr/a.nii.gz' }]
        const description = {
          name: 'x',
          modality: { '0': channel },
          labels: { '0': 'background', '1': 'spleen', '2': 'tumour' },
          training,
          test: [],
        }
        writeFileSync(join(folder, 'dataset.json'), JSON.stringify(description))
      })
      return client.volumes.open({ workspace, caseId: 'a' })
    }
    const ct = await open('CT')
    expect(ct.modality).toBe('CT')
    expect(ct.layers[0]?.classes).toContainEqual({ label: 1, name: 'spleen' })
    expect(ct.windows[0]).toEqual({ name: 'Soft tissue', lowerValue: -160, upperValue: 240 })
    const mr = await open('MRI')
    expect(mr.modality).toBe('MR')
    // Values 0 to 199: numpy.percentile gives 0.995 and 198.005.
    expect(mr.windows).toHaveLength(1)
    expect(mr.windows[0]?.lowerValue).toBeCloseTo(0.995, 3)
    expect(mr.windows[0]?.upperValue).toBeCloseTo(198.005, 3)
  })

  it('says what happened to an image that was moved or changed, and to a case that is not there', async () => {
    const { client, workspace, folder, read } = await imported(async (data) => {
      await writeImage(join(data, 'images', 'heart.nii'))
    })
    const path = join(folder, 'images', 'heart.nii')
    const { image } = await client.volumes.open({ workspace, caseId: 'heart' })
    renameSync(path, `${path}.away`)
    await expect(client.volumes.open({ workspace, caseId: 'heart' })).rejects.toMatchObject({
      data: { code: 'FILE_NOT_FOUND' },
    })
    await expect(read(image)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await writeImage(path, { seed: 9 })
    await expect(client.volumes.open({ workspace, caseId: 'heart' })).rejects.toMatchObject({
      data: { code: 'CASE_CHANGED' },
    })
    await expect(client.volumes.open({ workspace, caseId: 'liver' })).rejects.toMatchObject({
      data: { code: 'UNKNOWN_ID' },
    })
  })

  it('lets go of the voxels when a case is closed, and reads them again where they are asked for', async () => {
    const { engine, client, workspace, read } = await imported(async (folder) => {
      await writeImage(join(folder, 'images', 'heart.nii.gz'))
    })
    const { image } = await client.volumes.open({ workspace, caseId: 'heart' })
    await read(image)
    expect(engine.context.volumes.heldBytes).toBe(48)
    await client.volumes.close({ workspace, caseId: 'heart' })
    expect(engine.context.volumes.heldBytes).toBe(0)
    expect(await read(image)).toHaveLength(24)
  })
})
