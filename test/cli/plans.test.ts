import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readLabelMap } from '../../src-main/io/formats/readLabelMap'
import { planWorkspace, squareOn, writePlanLabels } from '../support/planWorkspace'
import { runCli } from '../support/runCli'

it(
  'freezes a plan, takes drawn labels, propagates, accepts, and writes the label maps',
  { timeout: 60_000 },
  async () => {
    const { workspace, folder } = await planWorkspace(['a', 'b'])
    const plan = async (...args: string[]) => {
      const run = await runCli(['plan', ...args, '--workspace', workspace, '--json'])
      expect(run.stderr).not.toContain('Error')
      return { ...run, json: run.json as Record<string, unknown> }
    }
    const frozen = await plan('freeze', '--dataset', 'squares', '--policy', 'fixed-interval', '--slice-total', '6')
    const planId = String(frozen.json['planId'])
    expect(frozen.json).toMatchObject({
      sliceTotal: 6,
      cases: [{ caseId: 'a', sliceIndices: [1, 4, 7] }, { caseId: 'b' }],
    })
    expect((await plan('export', planId, '--output', join(folder, 'list.csv'))).exitCode).toBe(0)
    expect(readFileSync(join(folder, 'list.csv'), 'utf8').split('\n')).toHaveLength(8)

    await writePlanLabels(join(folder, 'drawn', 'a.nii.gz'), squareOn([1, 4, 7]))
    const taken = await plan(
      'import-labels',
      planId,
      '--labels',
      join(folder, 'drawn'),
      '--empty-slices',
      'all-planned',
    )
    expect(taken.json).toMatchObject({
      cases: [{ caseId: 'a', annotatedSliceIndices: [4], emptySliceIndices: [1, 7] }],
      problems: [],
    })
    const propagated = await plan('propagate', planId, '--method', 'nearest', '--accept')
    expect(propagated.exitCode).toBe(0)
    expect(propagated.json).toMatchObject({
      cases: [{ caseId: 'a', filledSliceCount: 4, iou: 1 }],
      problems: [{ path: 'b', code: 'LABEL_NOTHING_ANNOTATED' }],
    })
    const output = join(folder, 'out')
    expect((await plan('export-labels', planId, '--output', output)).json).toMatchObject({
      cases: [{ caseId: 'a', annotatedSliceCount: 9 }],
    })
    const { labelMap } = await readLabelMap({ path: join(output, 'a.nii.gz'), expects: 'dense' })
    expect(Array.from({ length: 9 }, (_, k) => labelMap.data[5 + 16 * k])).toEqual([0, 0, 1, 1, 1, 1, 1, 0, 0])
    expect((await plan('list')).json).toMatchObject({ plans: [{ planId, cases: [{ unreviewedSliceCount: 0 }, {}] }] })

    const refused = await plan('freeze', '--dataset', 'squares', '--policy', 'fixed-interval')
    expect(refused).toMatchObject({ exitCode: 2, json: { error: { code: 'BAD_REQUEST' } } })
    const unknown = await plan('export', 'plan-0', '--output', join(folder, 'x.csv'))
    expect(unknown).toMatchObject({ exitCode: 2, json: { error: { code: 'UNKNOWN_ID' } } })
    const withoutPlan = await runCli(['plan', 'import-labels', '--json'])
    expect(withoutPlan).toMatchObject({ exitCode: 2, json: { error: { code: 'BAD_REQUEST' } } })
  },
)
