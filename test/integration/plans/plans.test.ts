import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { annotationImportSchema, labelExportSchema } from '../../../src-main/contract/plans'
import { readLabelMap } from '../../../src-main/io/formats/readLabelMap'
import { planWorkspace, squareLabel, squareOn, writePlanLabels } from '../../support/planWorkspace'

describe('a plan', () => {
  it('is previewed, frozen and read again: the same request gives the same slices and the same hash', async () => {
    const { client, workspace, freeze } = await planWorkspace()
    const request = {
      dataset: 'squares',
      policy: 'fixed-interval',
      budget: { kind: 'slices', sliceTotal: 9, volumeCount: null },
    } as const
    const preview = await client.plans.preview({ workspace, ...request })
    // Three of nine, each in the middle of a third.
    expect(preview.cases.map(({ sliceIndices }) => sliceIndices)).toEqual([
      [1, 4, 7],
      [1, 4, 7],
      [1, 4, 7],
    ])
    expect(preview.cases[0].foregroundSliceIndices).toEqual([2, 3, 4, 5, 6])
    expect(await client.plans.list({ workspace })).toEqual([])
    const plan = await freeze()
    const again = await freeze({ seed: 0 })
    expect(plan.cases.map(({ sliceIndices }) => sliceIndices)).toEqual([
      [1, 4, 7],
      [1, 4, 7],
      [1, 4, 7],
    ])
    expect(plan).toMatchObject({ sliceTotal: 9, classes: [{ label: 1 }] })
    expect(again.contentSha256).toBe(plan.contentSha256)
    expect((await freeze({ seed: 1 })).contentSha256).not.toBe(plan.contentSha256)
    expect(await client.plans.get({ workspace, planId: plan.planId })).toEqual(plan)
    await client.plans.remove({ workspace, planId: again.planId })
    expect(await client.plans.list({ workspace })).toHaveLength(2)
  })

  it('draws volumes by the seed, fewer among more', async () => {
    const { client, workspace } = await planWorkspace(['a', 'b', 'c', 'd', 'e'])
    const chosen = async (volumeCount: number) =>
      (
        await client.plans.preview({
          workspace,
          dataset: 'squares',
          policy: 'uniform-random',
          budget: { kind: 'density', densityFraction: 0.3, volumeCount },
          seed: 4,
        })
      ).cases
    const [two, four] = [await chosen(2), await chosen(4)]
    expect(two).toHaveLength(2)
    expect(four).toHaveLength(4)
    for (const each of two) expect(four).toContainEqual(each)
    // floor(0.3 · 9 + 0.5)
    for (const { sliceIndices } of four) expect(sliceIndices).toHaveLength(3)
    // Volumes of the same size do not all get the same slices.
    expect(new Set(four.map(({ sliceIndices }) => sliceIndices.join())).size).toBeGreaterThan(1)
  })

  it('is exported as CSV, one line a slice, and as JSON', async () => {
    const { client, workspace, folder, freeze } = await planWorkspace(['a'])
    const plan = await freeze({ budget: { kind: 'slices', sliceTotal: 2, volumeCount: null } })
    const { imageSha256 } = plan.cases[0]
    await client.plans.export({ workspace, planId: plan.planId, output: join(folder, 'list.csv') })
    expect(readFileSync(join(folder, 'list.csv'), 'utf8')).toBe(
      [
        'case_id,slice_axis,slice_index,slice_number,slice_count,state,image_sha256,seed,plan_sha256',
        `a,k,2,3,9,not-annotated,${imageSha256},0,${plan.contentSha256}`,
        `a,k,6,7,9,not-annotated,${imageSha256},0,${plan.contentSha256}`,
        '',
      ].join('\n'),
    )
    await client.plans.export({ workspace, planId: plan.planId, output: join(folder, 'list.json') })
    expect(JSON.parse(readFileSync(join(folder, 'list.json'), 'utf8'))).toMatchObject({
      contentSha256: plan.contentSha256,
      cases: [{ caseId: 'a', sliceIndices: [2, 6], imageSha256 }],
    })
    await expect(
      client.plans.export({ workspace, planId: plan.planId, output: join(folder, 'list.txt') }),
    ).rejects.toThrow('a .csv or .json file')
  })
})

describe('label maps drawn elsewhere', () => {
  it('come back slice by slice: with target, empty, and not drawn are told apart; the rest is listed and not taken', async () => {
    const { client, finished, workspace, folder, freeze } = await planWorkspace(['a', 'b'])
    const plan = await freeze({ budget: { kind: 'slices', sliceTotal: 6, volumeCount: null } })
    // Planned are 1, 4 and 7. Drawn in "a": 1 (empty), 4, and 5, which nobody asked for; 7 is 255.
    await writePlanLabels(join(folder, 'drawn', 'a_label.nii.gz'), squareOn([1, 4, 5]))
    await writePlanLabels(join(folder, 'drawn', 'b.nii.gz'), squareLabel, { spacingMm: [1, 1, 2] })
    await writePlanLabels(join(folder, 'drawn', 'z.nii.gz'), squareLabel)
    const { planId } = plan
    const request = { workspace, planId, path: join(folder, 'drawn'), emptySlices: 'all-planned' } as const
    const taken = annotationImportSchema.parse(await finished(await client.plans.importLabels(request)))
    expect(taken.cases).toMatchObject([
      {
        caseId: 'a',
        annotatedSliceIndices: [4],
        emptySliceIndices: [1],
        missingSliceIndices: [7],
        ignoredSliceIndices: [5],
      },
    ])
    const problems = new Map(taken.problems.map(({ code, message }) => [code, message]))
    expect(problems.get('GEOMETRY_MISMATCH')).toContain(join(folder, 'drawn', 'b.nii.gz'))
    expect(problems.get('GEOMETRY_MISMATCH')).toContain(join(folder, 'squares', 'images', 'b.nii.gz'))
    expect(problems.get('CASE_PAIRING')).toContain('z.nii.gz')
    const [a, b] = (await client.plans.get({ workspace, planId })).cases
    expect(a).toMatchObject({ annotatedSliceIndices: [4], emptySliceIndices: [1] })
    expect(b).toMatchObject({ annotatedSliceIndices: [], emptySliceIndices: [] })
    const output = join(folder, 'out')
    const exported = labelExportSchema.parse(
      await finished(await client.plans.exportLabels({ workspace, planId, output })),
    )
    expect(exported.cases).toMatchObject([{ caseId: 'a', annotatedSliceCount: 2 }])
    const { labelMap } = await readLabelMap({ path: join(output, 'a.nii.gz'), expects: 'sparse' })
    const centre = Array.from({ length: 9 }, (_, k) => labelMap.data[1 + 4 + 16 * k])
    expect(centre).toEqual([255, 0, 255, 255, 1, 255, 255, 255, 255])
  })

  it('have no empty slices where only drawn ones count', async () => {
    const { client, finished, workspace, folder, freeze } = await planWorkspace(['a'])
    const { planId } = await freeze({ budget: { kind: 'slices', sliceTotal: 3, volumeCount: null } })
    await writePlanLabels(join(folder, 'drawn.nii.gz'), squareLabel)
    const request = { workspace, planId, path: join(folder, 'drawn.nii.gz'), emptySlices: 'only-drawn' } as const
    const taken = annotationImportSchema.parse(await finished(await client.plans.importLabels(request)))
    expect(taken.cases).toMatchObject([
      {
        annotatedSliceIndices: [4],
        emptySliceIndices: [],
        missingSliceIndices: [1, 7],
        ignoredSliceIndices: [2, 3, 5, 6],
      },
    ])
  })

  it('can be simulated from what came with the cases', async () => {
    const { client, finished, workspace, freeze } = await planWorkspace(['a', 'b'])
    const { planId } = await freeze({ budget: { kind: 'slices', sliceTotal: 6, volumeCount: null } })
    await finished(await client.plans.takeImported({ workspace, planId }))
    for (const each of (await client.plans.get({ workspace, planId })).cases)
      expect(each).toMatchObject({ annotatedSliceIndices: [4], emptySliceIndices: [1, 7], hasReference: true })
  })
})
