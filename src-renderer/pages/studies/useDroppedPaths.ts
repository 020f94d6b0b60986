import { onScopeDispose, ref } from 'vue'
import { useHost } from '../../client/injection'

/**
 * Files and folders dropped on the window. Only a desktop tells where they lie; in a browser `onPaths` is not called and `onNoPath` is.
 */
export function useDroppedPaths({ onPaths, onNoPath }: { onPaths: (paths: string[]) => void; onNoPath: () => void }) {
  const { native } = useHost()
  /** Something is held over the window. */
  const isOver = ref(false)
  const controller = new AbortController()
  const listen = (type: 'dragover' | 'dragleave' | 'drop', listener: (event: DragEvent) => void) =>
    window.addEventListener(type, listener, { signal: controller.signal })

  listen('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault()
    isOver.value = true
  })
  listen('dragleave', (event) => {
    if (event.relatedTarget === null) isOver.value = false
  })
  listen('drop', (event) => {
    isOver.value = false
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length === 0) return
    // Otherwise the browser would leave the page for the file.
    event.preventDefault()
    if (native === null) onNoPath()
    else onPaths(files.map((file) => native.pathOf(file)).filter((path) => path !== ''))
  })
  onScopeDispose(() => controller.abort())
  return { isOver, isPossible: native !== null }
}
