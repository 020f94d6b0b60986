import { describe, expect, it } from 'vitest'
import { figureSpecSchema } from '../../../src-main/domain/figures/FigureSpec'
import { engineSession } from '../../support/engineSession'
import { demoGrid, syntheticResults } from '../../support/syntheticResults'
import { writeSyntheticExperiment } from '../../support/syntheticWorkspace'
import { temporaryFolder } from '../../support/temporaryFolder'

const results = syntheticResults(demoGrid)
const experiment = results.experiment

async function session() {
  const workspace = temporaryFolder()
  await writeSyntheticExperiment({ workspacePath: workspace, results })
  const { client } = engineSession()
  return { workspace, client }
}

describe('report.view', () => {
  it('gives every figure as a spec with its numbers, and the sentences around them', async () => {
    const { workspace, client } = await session()
    const view = await client.report.view({ workspace, experiment })
    expect(view).toMatchObject({
      experiment,
      finishedRunCount: 13,
      plannedRunCount: 13,
      progress: 'All 13 runs are done.',
      available: {
        models: ['unet-2d'],
        policies: ['fixed-interval', 'uniform-random'],
        propagators: ['none', 'signed-distance'],
      },
    })
    expect(view.figures).toHaveLength(7)
    for (const { spec, caption, table } of view.figures) {
      expect(figureSpecSchema.parse(spec).caption).toBe(caption)
      expect(table?.rows.length).toBeGreaterThan(0)
    }
    // 2 densities × 2 volume fractions × 2 policies, 2 × 2 propagated ones at s = 1, and the dense reference.
    expect(view.results.rows).toHaveLength(13)
    expect(view.summary.join(' ')).toContain('unet-2d')
    expect(view.recommendations[0]).toMatch(/^At .* slices/)
    expect(view.methods).toContain('\n\n')
    expect(view.limitations.length).toBeGreaterThan(0)
  })

  it('shows what passes the filter and, always, the dense reference', async () => {
    const { workspace, client } = await session()
    const filter = { policies: ['fixed-interval'], propagators: ['none'] }
    const view = await client.report.view({ workspace, experiment, filter })
    const policyColumn = view.results.columns.findIndex(({ name }) => name === 'Policy')
    expect(view.results.rows.map((row) => row[policyColumn])).toEqual([
      'dense reference',
      ...Array.from({ length: 4 }, () => 'fixed-interval'),
    ])
    expect(view.available.policies).toEqual(['fixed-interval', 'uniform-random'])
    const propagation = view.figures.find(({ id }) => id.includes('propagation'))
    expect(propagation).toMatchObject({ spec: null, table: null })
    expect(propagation?.reason).not.toBe('')
  })

  it('says what to do where a filter leaves nothing, and which experiments there are', async () => {
    const { workspace, client } = await session()
    const nothing = await client.report.view({ workspace, experiment, filter: { models: [] } })
    expect(nothing.results.rows).toEqual([])
    expect(nothing.figures.every(({ spec, reason }) => spec === null && reason === 'No run passes the filter.')).toBe(
      true,
    )
    await expect(client.report.view({ workspace, experiment: 'other' })).rejects.toMatchObject({
      data: { code: 'UNKNOWN_ID', details: { allowed: [experiment] } },
    })
  })
})
