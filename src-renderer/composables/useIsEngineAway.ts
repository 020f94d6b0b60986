import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { useHost } from '../client/injection'

/** True while the engine restarts or cannot be reached: the shell says so, and a failed call then is no news. */
export function useIsEngineAway(): Readonly<ShallowRef<boolean>> {
  const isAway = shallowRef(false)
  const stop = useHost().onEngineState(({ state }) => (isAway.value = state !== 'running'))
  onScopeDispose(stop)
  return isAway
}
