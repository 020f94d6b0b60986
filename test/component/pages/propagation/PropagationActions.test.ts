import { expect, it } from 'vitest'
import type { Job } from '../../../../src-main/contract/jobs'
import PropagationActions from '../../../../src-renderer/pages/propagation/PropagationActions.vue'
import { mountWithVuetify } from '../../support/mountWithVuetify'

const training: Job = {
  jobId: 'job',
  kind: 'propagation.train',
  title: 'Train slice reconstruction',
  workspace: '/study',
  state: 'running',
  isResumable: true,
  progress: { stage: 'training', done: 120, total: 400, unit: 'steps', remainingMs: 90_000 },
  messages: [],
  error: null,
  result: null,
}

function mounted(job: Partial<Job> | null, isRunning: boolean) {
  const props = {
    job: job === null ? null : { ...training, ...job },
    isRunning,
    canStart: !isRunning,
    chosenCount: 3,
    isTrainedFirst: true,
    isAutomatic: false,
  }
  return mountWithVuetify(PropagationActions, { props })
}

it('says how far a training is, and lets it be paused and cancelled', async () => {
  const actions = mounted({}, true)
  expect(actions.text()).toContain('training: 120 of 400 steps · about 2 min left')
  const [pause, cancel] = actions.findAll('button')
  await pause?.trigger('click')
  await cancel?.trigger('click')
  expect(actions.emitted('steer')).toEqual([['pause'], ['cancel']])
})

it('goes on with what was paused, or interrupted by the end of the program', async () => {
  const actions = mounted({ state: 'paused' }, false)
  expect(actions.text()).toContain('Paused. training: 120 of 400 steps')
  await actions.findAll('button')[0]?.trigger('click')
  expect(actions.emitted('steer')).toEqual([['resume']])
  expect(mounted({ state: 'interrupted' }, false).text()).toContain('the program ended while it ran')
})

it('says what went wrong and what a cancelled job keeps, and offers to begin again', () => {
  const error = { code: 'DEVICE_UNAVAILABLE' as const, message: 'There is no device. Choose another.', details: {} }
  const failed = mounted({ state: 'failed', error }, false)
  expect(failed.text()).toContain('There is no device. Choose another.')
  expect(failed.text()).toContain('Train and propagate 3 volumes')
  expect(mounted({ state: 'cancelled' }, false).text()).toContain('goes on where it stood')
  const propagated = {
    kind: 'propagation.start',
    state: 'cancelled' as const,
    messages: ['Kept the suggestions of a.'],
  }
  expect(mounted(propagated, false).text()).toContain('Cancelled. Kept the suggestions of a.')
})
