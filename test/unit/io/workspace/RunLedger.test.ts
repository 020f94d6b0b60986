import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../../../src-main/io/workspace/Workspace'
import { temporaryFolder } from '../../../support/temporaryFolder'

describe('RunLedger', () => {
  it('plans, counts attempts, shares runs between experiments, and calls the dead interrupted', () => {
    const path = temporaryFolder()
    const workspace = openWorkspace({ path, mode: 'write', create: true })
    const { runs, experiments } = workspace
    experiments.save({ name: 'first', spec: {} })
    experiments.save({ name: 'second', spec: {} })
    runs.plan('first', [
      { runId: 'aaa', cellId: 'unet-2d_d10' },
      { runId: 'bbb', cellId: 'unet-2d_d40' },
    ])
    expect(runs.list('first').map(({ runId, state, attemptCount }) => [runId, state, attemptCount])).toEqual([
      ['aaa', 'queued', 0],
      ['bbb', 'queued', 0],
    ])

    runs.start('aaa')
    runs.end('aaa', 'failed', { code: 'TRAINING_DIVERGED', message: 'The loss is not a number.' })
    expect(runs.find('aaa')).toMatchObject({ state: 'failed', error: { code: 'TRAINING_DIVERGED' } })
    runs.start('aaa')
    runs.end('aaa', 'done')
    expect(runs.find('aaa')).toMatchObject({ state: 'done', attemptCount: 2, error: null })

    // The second experiment asks for the same run and a new one, in its own order: what is done stays done.
    runs.plan('second', [
      { runId: 'ccc', cellId: 'unet-2d_d80' },
      { runId: 'aaa', cellId: 'unet-2d_d10' },
    ])
    expect(runs.list('second').map(({ runId, state }) => [runId, state])).toEqual([
      ['ccc', 'queued'],
      ['aaa', 'done'],
    ])
    runs.plan('first', [{ runId: 'bbb', cellId: 'unet-2d_d40' }])
    expect(runs.list('first').map(({ runId }) => runId)).toEqual(['bbb'])

    expect(() => runs.start('zzz')).toThrow(expect.objectContaining({ code: 'UNKNOWN_ID' }))
    runs.start('bbb')
    runs.end('ccc', 'cancelled')
    runs.requeue('ccc')
    workspace.close()

    const again = openWorkspace({ path, mode: 'write' })
    expect(again.runs.find('bbb')?.state).toBe('interrupted')
    expect(again.runs.find('ccc')?.state).toBe('queued')
    expect(again.runs.find('aaa')?.state).toBe('done')
    again.close()
  })
})
