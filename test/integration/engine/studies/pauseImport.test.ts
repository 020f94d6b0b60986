import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { importResultSchema } from '../../../../src-main/contract/workspace'
import { createEngine } from '../../../../src-main/engine/createEngine'
import { temporaryFolder } from '../../../support/temporaryFolder'

const SAMPLE = resolve(import.meta.dirname, '../../../../resources/sample')

it('an import that was paused goes on where it stopped, and ends with every case once', async () => {
  const engine = createEngine()
  const { client } = engine
  const workspace = join(temporaryFolder(), 'workspace')
  const { jobId } = await client.studies.import({ folder: SAMPLE, workspace })
  const states: string[] = []
  let importedBeforePause = 0
  for await (const event of await client.jobs.watch({ jobId })) {
    if (event.type === 'progressed' && event.progress.done >= 1 && states.length === 0)
      await client.jobs.pause({ jobId })
    if (event.type !== 'stateChanged') continue
    states.push(event.state)
    if (event.state !== 'paused') continue
    importedBeforePause = (await client.studies.list({ workspace })).cases.length
    await client.jobs.resume({ jobId })
  }
  const job = (await client.jobs.list()).find((each) => each.jobId === jobId)
  const result = importResultSchema.parse(job?.result)
  await engine.close()
  expect(states.at(-1)).toBe('done')
  expect(states).toContain('paused')
  expect(importedBeforePause).toBeLessThan(24)
  expect(result.cases.filter(({ status }) => status === 'unchanged')).toHaveLength(importedBeforePause)
  expect(result.cases).toHaveLength(24)
})
