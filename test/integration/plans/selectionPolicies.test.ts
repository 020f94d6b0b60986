import { join } from 'node:path'
import { expect, it } from 'vitest'
import { IDENTITY_DIRECTION, type Geometry } from '../../../src-main/domain/volume/geometry'
import { writeVolume } from '../../../src-main/io/formats/writeVolume'
import { engineSession } from '../../support/engineSession'
import { planWorkspace } from '../../support/planWorkspace'
import { temporaryFolder } from '../../support/temporaryFolder'

const GEOMETRY: Geometry = { size: [4, 4, 6], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION }

/** Slices 0, 1, 2 are bright on the left, 3 and 4 on the right, 5 at the top. */
async function threeKinds(): Promise<{ image: string; label: string }> {
  const folder = temporaryFolder()
  const write = async (name: string, valueAt: (i: number, j: number, k: number) => number) => {
    const path = join(folder, name)
    const data = Uint8Array.from({ length: 96 }, (_, at) => valueAt(at % 4, (at >> 2) % 4, at >> 4))
    await writeVolume({ path, volume: { data, geometry: GEOMETRY } })
    return path
  }
  const isBright = (i: number, j: number, k: number) => (k < 3 ? i < 2 : k < 5 ? i >= 2 : j === 0)
  return {
    image: await write('image.nii.gz', (i, j, k) => (isBright(i, j, k) ? 200 : 10)),
    label: await write('label.nii.gz', (i, j, k) => (k === 4 && i === 0 && j === 0 ? 1 : 0)),
  }
}

it.each(['facility-location', 'k-center', 'z-contiguous-clusters'])(
  '%s takes one slice of each kind',
  async (policy) => {
    const { client } = engineSession()
    const { image } = await threeKinds()
    const selection = await client.selection.select({ image, policy, budget: { sliceCount: 3 } })
    expect(selection.sliceIndices).toHaveLength(3)
    const kinds = selection.sliceIndices.map((sliceIndex) =>
      sliceIndex < 3 ? 'left' : sliceIndex < 5 ? 'right' : 'top',
    )
    expect(kinds).toEqual(['left', 'right', 'top'])
    expect(selection.why?.map(({ representedCount }) => representedCount)).toEqual([2, 1, 0])
    expect(selection.why?.[1].represents[0].similarity).toBeCloseTo(1, 5)
  },
)

it('asks for a label map where a policy must know where the target is', async () => {
  const { client } = engineSession()
  const { image, label } = await threeKinds()
  const request = { image, policy: 'positive-stratified', budget: { sliceCount: 2 }, seed: 1 }
  await expect(client.selection.select(request)).rejects.toThrow(/Import a label map/)
  const { sliceIndices, why } = await client.selection.select({ ...request, label })
  expect(sliceIndices).toContain(4)
  expect(why).toBeNull()
})

it('previews and freezes the same slices, with reasons in the preview', async () => {
  const { client, workspace, freeze } = await planWorkspace()
  for (const policy of ['facility-location', 'foreground-aware-random'] as const) {
    const request = {
      dataset: 'squares',
      policy,
      budget: { kind: 'density', densityFraction: 0.3, volumeCount: null },
    } as const
    const preview = await client.plans.preview({ workspace, ...request })
    const plan = await freeze(request)
    expect(plan.cases.map(({ sliceIndices }) => sliceIndices)).toEqual(
      preview.cases.map(({ sliceIndices }) => sliceIndices),
    )
    expect(preview.cases[0].why === null).toBe(policy === 'foreground-aware-random')
  }
})

it('is listed in the catalog with description, source and needs', async () => {
  const { selectionPolicies } = await engineSession().client.catalog.list()
  expect(selectionPolicies.find(({ id }) => id === 'k-center')).toMatchObject({
    source: expect.stringContaining('Sener'),
    needs: { descriptors: true, foreground: false },
  })
})
