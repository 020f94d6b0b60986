import { onScopeDispose, shallowRef, watchEffect, type ShallowRef } from 'vue'

const UNTIL_MEASURED = 1000

/** Width of an element in pixels, as it is now and after every change. */
export function useElementWidth(element: Readonly<ShallowRef<Element | null>>): Readonly<ShallowRef<number>> {
  const widthPixels = shallowRef(UNTIL_MEASURED)
  const observer = new ResizeObserver(([entry]) => {
    if (entry.contentRect.width > 0) widthPixels.value = entry.contentRect.width
  })
  watchEffect(
    () => {
      observer.disconnect()
      if (element.value !== null) observer.observe(element.value)
    },
    { flush: 'post' },
  )
  onScopeDispose(() => observer.disconnect())
  return widthPixels
}
