import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { denyPopups } from '../../../../../src-main/hosts/electron/adapters/denyPopups'

it('denies by the handler where there is one (a typed fake: it never ran in a real one)', () => {
  let decide: (() => { action: 'deny' }) | undefined
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: () => { action: 'deny' }) => (decide = handler),
  })
  denyPopups(contents)
  expect(decide?.()).toEqual({ action: 'deny' })
  expect(contents.eventNames()).toEqual([])
})

it('denies by the event where there is none', () => {
  const contents = new EventEmitter()
  denyPopups(contents)
  let isPrevented = false
  contents.emit('new-window', { preventDefault: () => (isPrevented = true) })
  expect(isPrevented).toBe(true)
})
