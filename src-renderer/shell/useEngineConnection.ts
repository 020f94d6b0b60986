import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { useHost } from '../client/injection'
import type { EngineState } from '../client/preloadBridge'
import { useJobsStore } from '../stores/jobs'

const RETRY_MS = 1000

/** Follows every job for as long as the window is open, and begins again when the engine is back. Says how the engine is doing. */
export function useEngineConnection(): ShallowRef<EngineState> {
  const host = useHost()
  const jobs = useJobsStore()
  const engineState = shallowRef<EngineState>({ state: 'running' })
  let following = new AbortController()

  async function follow(): Promise<void> {
    following.abort()
    const own = new AbortController()
    following = own
    while (!own.signal.aborted) {
      // The stream ends only where the connection does; a new engine is then told of by onEngineState.
      await jobs.follow(host.engine, own.signal).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }

  const stop = host.onEngineState((state) => {
    engineState.value = state
    if (state.state === 'running') void follow()
    else following.abort()
  })
  onScopeDispose(() => {
    stop()
    following.abort()
  })
  return engineState
}
