import { join } from 'node:path'
import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { engineSession } from '../../../support/engineSession'
import { writeImage, writeLabels } from '../../../support/exampleDataset'
import { temporaryFolder } from '../../../support/temporaryFolder'

const signal = new AbortController().signal

it('draws the slice with most target, small and turned, with its labels', async () => {
  const { client, engine, finished } = engineSession()
  const root = temporaryFolder()
  const workspace = join(root, 'workspace')
  // 4 × 2 × 3 voxels in RAS: the picture is mirrored both ways. Slice 1 has two target voxels, slice 0 one.
  const geometry = { size: [4, 2, 3] as const, direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] as const }
  const labels = [0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  await writeImage(join(root, 'data', 'images', 'a.nii.gz'), { geometry: { ...geometry, spacingMm: [1, 2, 3] } })
  await writeLabels(join(root, 'data', 'labels', 'a.nii.gz'), {
    labels,
    geometry: { ...geometry, spacingMm: [1, 2, 3] },
  })
  await writeImage(join(root, 'data', 'images', 'gone.nii.gz'))
  await writeLabels(join(root, 'data', 'labels', 'gone.nii.gz'))
  await finished(await client.studies.import({ folder: join(root, 'data'), workspace }))
  rmSync(join(root, 'data', 'images', 'gone.nii.gz'))
  const slices = [
    { caseId: 'gone', sliceIndex: null },
    { caseId: 'a', sliceIndex: null },
    { caseId: 'a', sliceIndex: 2 },
  ]
  const [most, last, ...others] = await client.volumes.previews({ workspace, slices })
  expect(others).toEqual([])
  expect(most).toMatchObject({ caseId: 'a', sliceIndex: 1, width: 4, height: 2, pixelMm: [1, 2] })
  expect(last).toMatchObject({ caseId: 'a', sliceIndex: 2, labelUrl: null })
  const read = async (path: string) => [...(await engine.readBulk({ path, signal }))]
  expect(await read(most!.labelUrl!)).toEqual([0, 0, 0, 0, 0, 0, 2, 2])
  // Values 8 to 15 of 0 to 23, from the lower right corner to the upper left one.
  const grey = await read(most!.url)
  expect(grey).toEqual([...grey].sort((a, b) => b - a))
  expect(grey[0]).toBeGreaterThan(grey[7]!)
  // Asked again: the same pictures under the same paths.
  const [, again] = await client.volumes.previews({ workspace, slices: [slices[2]!, slices[1]!] })
  expect(again).toEqual(most)
})

it('draws sixty pictures of the bundled sample in a few seconds', async () => {
  const { client, finished } = engineSession()
  const workspace = join(temporaryFolder(), 'workspace')
  const sample = new URL('../../../../resources/sample', import.meta.url).pathname
  const { cases } = (await finished(await client.studies.import({ folder: sample, workspace }))) as {
    cases: { caseId: string; size: number[] }[]
  }
  const slices = cases
    .flatMap(({ caseId }) => [null, 10, 20].map((sliceIndex) => ({ caseId, sliceIndex })))
    .slice(0, 60)
  const beganAtMs = performance.now()
  const previews = await client.volumes.previews({ workspace, slices })
  expect(previews).toHaveLength(60)
  expect(performance.now() - beganAtMs).toBeLessThan(8000)
})
