import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { PaneSize } from './usePaneView'

/** The size of an element in CSS pixels as it changes; null until it has one. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): ShallowRef<PaneSize | null> {
  const size = shallowRef<PaneSize | null>(null)
  const observer = new ResizeObserver(measure)
  function measure(): void {
    const { clientWidth = 0, clientHeight = 0 } = element.value ?? {}
    if (clientWidth > 0 && clientHeight > 0) size.value = { widthPixels: clientWidth, heightPixels: clientHeight }
  }
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before)
      if (now === null) return
      observer.observe(now)
      measure()
    },
    { flush: 'post', immediate: true },
  )
  onScopeDispose(() => observer.disconnect())
  return size
}
