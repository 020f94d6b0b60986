import { availableParallelism } from 'node:os'
import { expect, it } from 'vitest'
import { runOnCpuPool } from '../../../src-main/workers/runOnCpuPool'
import { gridWorld } from '../../support/gridWorld'

const reference = gridWorld('11.. 11..')
const what = 'Scoring'
const score = (signal: AbortSignal, labels = [1]) =>
  runOnCpuPool('scoreCase', { reference, prediction: reference, labels }, { signal, what })

it('runs more tasks than there are threads, each with its own answer', async () => {
  const { signal } = new AbortController()
  const count = 3 * availableParallelism()
  const answers = await Promise.all(Array.from({ length: count }, (_, at) => score(signal, [1 + at])))
  expect(answers.map(([{ label }]) => label)).toEqual(Array.from({ length: count }, (_, at) => 1 + at))
})

it('throws what the task throws, with its code, and goes on working', async () => {
  const { signal } = new AbortController()
  await expect(score(signal, [0])).rejects.toMatchObject({ code: 'BAD_REQUEST', name: 'SlicewrightError' })
  await expect(score(signal)).resolves.toHaveLength(1)
})

it('ends a cancelled task and those that wait for a thread with the same signal; others get theirs', async () => {
  const controller = new AbortController()
  const cancelled = Array.from({ length: 6 }, () =>
    score(controller.signal).catch((error: { code: string }) => error.code),
  )
  const others = Array.from({ length: 3 }, () => score(new AbortController().signal))
  controller.abort()
  expect(new Set(await Promise.all(cancelled))).toEqual(new Set(['CANCELLED']))
  for (const answer of await Promise.all(others)) expect(answer[0].iou).toBe(1)
})
