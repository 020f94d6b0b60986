// What Chromium 83 lacks of what Vue, oRPC, zod and Cornerstone use. Only in the tests' window.
import 'core-js/actual/aggregate-error'
import 'core-js/actual/array/at'
import 'core-js/actual/array/find-last'
import 'core-js/actual/array/find-last-index'
import 'core-js/actual/array/to-reversed'
import 'core-js/actual/array/to-sorted'
import 'core-js/actual/array/to-spliced'
import 'core-js/actual/array/with'
import 'core-js/actual/error'
import 'core-js/actual/iterator'
import 'core-js/actual/object/group-by'
import 'core-js/actual/object/has-own'
import 'core-js/actual/promise/any'
import 'core-js/actual/promise/with-resolvers'
import 'core-js/actual/set'
import 'core-js/actual/string/at'
import 'core-js/actual/string/replace-all'
import 'core-js/actual/structured-clone'
import 'core-js/actual/typed-array/at'

/** Holds on for ever, which is good enough for a test. */
class StrongReference<Value extends object> {
  private readonly value: Value
  constructor(value: Value) {
    this.value = value
  }
  deref(): Value {
    return this.value
  }
}

function addMissing(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true })
}

addMissing(globalThis, 'WeakRef', StrongReference)
addMissing(
  globalThis,
  'FinalizationRegistry',
  class {
    register(): void {
      return undefined
    }
    unregister(): void {
      return undefined
    }
  },
)
addMissing(crypto, 'randomUUID', () =>
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => {
    const [random = 0] = crypto.getRandomValues(new Uint8Array(1))
    return (Number(digit) ^ (random & (15 >> (Number(digit) / 4)))).toString(16)
  }),
)
addMissing(Element.prototype, 'replaceChildren', function (this: Element, ...nodes: Node[]) {
  this.textContent = ''
  this.append(...nodes)
})
addMissing(AbortSignal, 'timeout', (ms: number) => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), ms)
  return controller.signal
})
