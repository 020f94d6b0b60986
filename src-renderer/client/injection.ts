import { inject, type InjectionKey } from 'vue'
import type { EngineClient, Host } from './Host'

export const HOST: InjectionKey<Host> = Symbol('host')
export const ENGINE: InjectionKey<EngineClient> = Symbol('engine')

/** @throws Error outside of an app that main.ts (or a test) set up */
export function useHost(): Host {
  const host = inject(HOST)
  if (host === undefined) throw new Error('No host was provided.')
  return host
}

/** @throws Error outside of an app that main.ts (or a test) set up */
export function useEngine(): EngineClient {
  const engine = inject(ENGINE)
  if (engine === undefined) throw new Error('No engine was provided.')
  return engine
}
