import { shallowRef, watch, type ShallowRef } from 'vue'

/** One of a few choices that the window remembers on this machine. */
export function useStoredChoice<T extends string>(options: {
  key: string
  choices: readonly T[]
  initial: T
}): ShallowRef<T> {
  const { choices, initial } = options
  const key = `slicewright.${options.key}`
  const stored = window.localStorage.getItem(key)
  const choice = shallowRef<T>(choices.find((each) => each === stored) ?? initial) as ShallowRef<T>
  watch(choice, (value) => window.localStorage.setItem(key, value))
  return choice
}
