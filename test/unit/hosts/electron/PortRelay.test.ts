import { expect, it } from 'vitest'
import type { ToEngine } from '../../../../src-main/hosts/electron/engineMessages'
import { PortRelay } from '../../../../src-main/hosts/electron/PortRelay'

/** The main process's end of a page's port. */
class FakePort {
  readonly received: unknown[] = []
  isClosed = false
  private listener: (event: { data: unknown }) => void = () => undefined
  on(_: 'message', listener: (event: { data: unknown }) => void): void {
    this.listener = listener
  }
  postMessage(message: unknown): void {
    this.received.push(message)
  }
  start(): void {
    this.isClosed = false
  }
  close(): void {
    this.isClosed = true
  }
  say(data: unknown): void {
    this.listener({ data })
  }
}

it('answers to an earlier page never reach the next one', () => {
  const toEngine: ToEngine[] = []
  const relay = new PortRelay((message) => toEngine.push(message))
  const first = new FakePort()
  relay.connect(first)
  first.say('call 1')
  const second = new FakePort()
  relay.connect(second)
  second.say('call 1')
  expect(toEngine).toEqual([
    { type: 'connected', connection: 1 },
    { type: 'port', connection: 1, data: 'call 1' },
    { type: 'disconnected', connection: 1 },
    { type: 'connected', connection: 2 },
    { type: 'port', connection: 2, data: 'call 1' },
  ])
  relay.deliver({ connection: 1, data: 'late' })
  relay.deliver({ connection: 2, data: 'answer' })
  expect([first.isClosed, first.received, second.received]).toEqual([true, [], ['answer']])
  relay.drop()
  relay.drop()
  expect(toEngine.slice(5)).toEqual([{ type: 'disconnected', connection: 2 }])
})
