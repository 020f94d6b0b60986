import type { EngineClient } from './Host'

/**
 * A client whose transport can be replaced: after the engine came back, calls go over the new one without anybody having to
 * hold a new client. `current` is asked at every call.
 */
export function reconnectingClient(current: () => EngineClient): EngineClient {
  const follow = (path: readonly string[]): unknown =>
    new Proxy(() => undefined, {
      get: (_, name) => (typeof name === 'string' ? follow([...path, name]) : undefined),
      apply: (_, __, args: unknown[]) => {
        const method = path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], current())
        return (method as (...given: unknown[]) => unknown)(...args)
      },
    })
  return follow([]) as EngineClient
}
