import { expect, it } from 'vitest'
import { ComputeTurn } from '../../../../src-main/engine/jobs/ComputeTurn'

const never = new AbortController().signal

it('does one work after the other, in order, also after a failure', async () => {
  const turn = new ComputeTurn()
  const events: string[] = []
  const work =
    (name: string, fails = false) =>
    async () => {
      events.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      events.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const outcomes = await Promise.allSettled([
    turn.take({ signal: never, work: work('a') }),
    turn.take({ signal: never, work: work('b', true), onWait: () => events.push('b waits') }),
    turn.take({ signal: never, work: work('c') }),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(events.filter((event) => !event.endsWith('waits'))).toEqual([
    'a begins',
    'a ends',
    'b begins',
    'b ends',
    'c begins',
    'c ends',
  ])
  expect(events).toContain('b waits')
})

it('lets go of the queue when the waiting work is cancelled', async () => {
  const turn = new ComputeTurn()
  const gate = Promise.withResolvers<undefined>()
  const first = turn.take({ signal: never, work: () => gate.promise })
  const controller = new AbortController()
  const second = turn.take({ signal: controller.signal, work: () => Promise.resolve('second') })
  controller.abort()
  await expect(second).rejects.toMatchObject({ code: 'CANCELLED' })
  const third = turn.take({ signal: never, work: () => Promise.resolve('third') })
  gate.resolve(undefined)
  await first
  await expect(third).resolves.toBe('third')
})
