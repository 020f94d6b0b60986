import { shallowRef } from 'vue'
import type { NativeFiles } from '../client/Host'
import { useHost } from '../client/injection'

/** What the folder browser is asked for; `answer` takes null where the user cancelled. */
export interface PathRequest {
  readonly mode: 'folder' | 'files' | 'save'
  readonly title: string
  /** Without the dot; empty: all files. */
  readonly extensions: readonly string[]
  readonly suggestedName: string
  readonly answer: (paths: string[] | null) => void
}

/** The request that waits for the user; the shell shows the folder browser for it. */
export const pathRequest = shallowRef<PathRequest | null>(null)

export type PathChooser = Pick<NativeFiles, 'chooseFolder' | 'chooseFiles' | 'chooseSavePath'>

/** Asks the user for a folder or files: in native dialogs, or in the folder browser where the window has none. */
export function usePathChooser(): PathChooser {
  const { native } = useHost()
  if (native !== null) return native
  return {
    chooseFolder: async ({ title }) => (await ask({ mode: 'folder', title }))?.[0] ?? null,
    chooseFiles: ({ title, extensions }) => ask({ mode: 'files', title, extensions }),
    chooseSavePath: async ({ title, suggestedName, extensions }) =>
      (await ask({ mode: 'save', title, suggestedName, extensions }))?.[0] ?? null,
  }
}

function ask(
  request: Pick<PathRequest, 'mode' | 'title'> & Partial<Pick<PathRequest, 'extensions' | 'suggestedName'>>,
): Promise<string[] | null> {
  pathRequest.value?.answer(null)
  return new Promise((resolve) => {
    const answer = (paths: string[] | null) => {
      pathRequest.value = null
      resolve(paths)
    }
    pathRequest.value = { extensions: [], suggestedName: '', ...request, answer }
  })
}
