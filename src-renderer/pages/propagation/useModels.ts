import { shallowRef, watch, type Ref } from 'vue'
import type { PropagationModelInfo } from '../../../src-main/contract/propagation'
import type { EngineClient } from '../../client/Host'
import { useNotices } from '../../composables/useNotices'
import { usePathChooser } from '../../composables/usePathChooser'
import { modelFileName } from './modelWords'

const EXTENSIONS = ['safetensors']

/** The trained propagators of the workspace. Errors, and files that are no models, become notices. */
export function useModels({
  engine,
  workspace,
}: {
  readonly engine: EngineClient
  readonly workspace: Ref<string | null>
}) {
  const notices = useNotices()
  const chooser = usePathChooser()
  const models = shallowRef<readonly PropagationModelInfo[]>([])

  async function attempt(work: (path: string) => Promise<void>): Promise<void> {
    if (workspace.value === null) return
    try {
      await work(workspace.value)
    } catch (error) {
      notices.notifyError(error)
    }
  }

  function refresh(): Promise<void> {
    return attempt(async (path) => {
      const answer = await engine.propagation.models({ workspace: path })
      if (path !== workspace.value) return
      models.value = answer.models
      for (const problem of answer.problems) notices.notify(`${problem.path}: ${problem.message}`, { kind: 'warning' })
    })
  }
  watch(workspace, () => void refresh(), { immediate: true })

  /** @returns the model; null where the user thought better of it, or the file is none */
  async function importModel(): Promise<PropagationModelInfo | null> {
    let taken: PropagationModelInfo | null = null
    await attempt(async (path) => {
      const [file] = (await chooser.chooseFiles({ title: 'Import a propagator', extensions: EXTENSIONS })) ?? []
      if (file === undefined) return
      taken = await engine.propagation.importModel({ workspace: path, path: file })
      await refresh()
      notices.notify(`“${taken.name}” is in the workspace.`, { kind: 'success' })
    })
    return taken
  }

  const exportModel = (modelId: string) =>
    attempt(async (path) => {
      const model = models.value.find((each) => each.modelId === modelId)
      if (model === undefined) return
      const output = await chooser.chooseSavePath({
        title: `Export ${model.name}`,
        suggestedName: modelFileName(model),
        extensions: EXTENSIONS,
      })
      if (output === null) return
      await engine.propagation.exportModel({ workspace: path, modelId, output })
      notices.notify(`Exported to ${output}. It holds weights and settings, and nothing of your images.`, {
        kind: 'success',
      })
    })

  const removeModel = (modelId: string) =>
    attempt(async (path) => {
      await engine.propagation.removeModel({ workspace: path, modelId })
      await refresh()
    })

  return { models, refresh, importModel, exportModel, removeModel }
}
