import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EngineState } from '../../../../src-main/contract/host'
import type { ToEngine } from '../../../../src-main/hosts/electron/engineMessages'
import { EngineSupervisor } from '../../../../src-main/hosts/electron/EngineSupervisor'

/** A supervisor of processes that end when the test says so. */
function supervised() {
  const states: EngineState[] = []
  const posted: ToEngine[] = []
  const ends: ((how: string) => void)[] = []
  const supervisor = new EngineSupervisor({
    start: ({ onExit }) => {
      ends.push(onExit)
      return {
        kind: 'childProcess',
        pid: ends.length,
        post: (message) => posted.push(message),
        stop: () => Promise.resolve(onExit('ended with exit code 0')),
      }
    },
    onMessage: () => undefined,
    onState: (state) => states.push(state),
  })
  const crash = () => ends.at(-1)?.('was ended by SIGSEGV')
  return { supervisor, states, posted, crash, startCount: () => ends.length }
}

describe('EngineSupervisor', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('tells that the engine crashed, starts it again, and tells that it is back', () => {
    const { supervisor, states, crash, startCount } = supervised()
    supervisor.ensureStarted()
    supervisor.ensureStarted()
    expect([startCount(), states]).toEqual([1, []])
    crash()
    expect(states).toEqual([{ state: 'crashed', reason: 'The engine was ended by SIGSEGV.', isRestarting: true }])
    expect(supervisor.post({ type: 'stop' })).toBe(false)
    supervisor.ensureStarted()
    expect(startCount()).toBe(1)
    vi.advanceTimersByTime(250)
    expect([startCount(), states.at(-1)]).toEqual([2, { state: 'running' }])
  })

  it('waits longer each time, gives up after four restarts, and begins anew when it is asked for', () => {
    const { supervisor, states, crash, startCount } = supervised()
    supervisor.ensureStarted()
    for (const delayMs of [250, 1000, 3000, 10_000]) {
      crash()
      vi.advanceTimersByTime(delayMs - 1)
      const before = startCount()
      vi.advanceTimersByTime(1)
      expect(startCount()).toBe(before + 1)
    }
    crash()
    expect(states.at(-1)).toMatchObject({ state: 'crashed', isRestarting: false })
    vi.advanceTimersByTime(3_600_000)
    expect(startCount()).toBe(5)
    supervisor.ensureStarted()
    expect([startCount(), supervisor.state]).toEqual([6, { state: 'running' }])
  })

  it('forgets crashes of an engine that ran well for a minute', () => {
    const { supervisor, states, crash } = supervised()
    supervisor.ensureStarted()
    for (let hour = 0; hour < 10; hour++) {
      crash()
      vi.advanceTimersByTime(3_600_000)
    }
    expect(states.every((state) => state.state === 'running' || state.isRestarting)).toBe(true)
  })

  it('stops for good: the end it asked for is no crash', async () => {
    const { supervisor, states, startCount } = supervised()
    supervisor.ensureStarted()
    await supervisor.stop()
    vi.advanceTimersByTime(60_000)
    supervisor.ensureStarted()
    expect([startCount(), states]).toEqual([1, []])
  })
})
