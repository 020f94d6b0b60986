import { ref, watch, type Ref } from 'vue'

/** A choice that is still there after a restart of the window: theme, width of the navigation. Not for anything the engine owns. */
export function useStored<Value extends string>(name: string, values: readonly Value[], fallback: Value): Ref<Value> {
  const key = `slicewright.${name}`
  const stored = localStorage.getItem(key)
  const value = ref(values.find((each) => each === stored) ?? fallback) as Ref<Value>
  watch(value, (next) => localStorage.setItem(key, next))
  return value
}
