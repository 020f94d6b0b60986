import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { wireErrorOf } from '../client/wireErrorOf'
import { JobFailure } from './jobResult'

/** A sentence that the shell shows for a while, whichever page is open. */
export interface Notice {
  readonly id: number
  readonly kind: 'success' | 'info' | 'warning' | 'error'
  readonly message: string
  /** The stable code of an error; null where there is none. */
  readonly code: string | null
  /** A button beside the sentence, for example "Undo". */
  readonly action: { readonly label: string; readonly run: () => void } | null
}

/** What the program has to say to the user. `notifyError` takes whatever a call to the engine threw. */
export const useNotices = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([])
  let count = 0

  function notify(message: string, options: Partial<Pick<Notice, 'kind' | 'action' | 'code'>> = {}): void {
    const { kind = 'info', action = null, code = null } = options
    // The same sentence twice says nothing new, for example when ten calls fail because the engine is away.
    const others = notices.value.filter((notice) => notice.message !== message)
    notices.value = [...others, { id: ++count, kind, message, code, action }]
  }

  /** Shows what went wrong and what to do; says nothing where the user cancelled. */
  function notifyError(error: unknown): void {
    const { code, message } = error instanceof JobFailure ? error.wire : wireErrorOf(error)
    if (code !== 'CANCELLED') notify(message, { kind: 'error', code })
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  /** Takes back what still offers a button: "Undo" would otherwise undo a later step than the one it stands beside. */
  function withdrawOffers(): void {
    notices.value = notices.value.filter(({ action }) => action === null)
  }

  return { notices, notify, notifyError, dismiss, withdrawOffers }
})
