import { computed, type Ref } from 'vue'
import type { Plan } from '../../../src-main/contract/plans'
import type { EngineClient } from '../../client/Host'
import { useNotices } from '../../composables/useNotices'
import { trainsOnSentence } from './trainingWords'
import { useModels } from './useModels'
import { trainingResultOf, usePropagationJob } from './usePropagationJob'
import { usePropagationMethod } from './usePropagationMethod'

/** How masks are propagated, with what model, and the job that does it or trains. */
export function usePropagationRun({
  engine,
  workspace,
  plan,
  chosen,
  onEnded,
}: {
  readonly engine: EngineClient
  readonly workspace: Ref<string | null>
  readonly plan: Ref<Plan | null>
  /** Ids of the volumes that are ticked. */
  readonly chosen: Ref<readonly string[]>
  /** Suggestions or a model are on disk, or were taken back. */
  readonly onEnded: () => void
}) {
  const notices = useNotices()
  const { propagators, draft, problems, method, isLearned } = usePropagationMethod(engine)
  const { models, ...modelFiles } = useModels({ engine, workspace })
  const isTrainedFirst = computed(() => isLearned.value && draft.value.modelId === null)
  const trainsOn = computed(() =>
    method.value === null || plan.value === null
      ? ''
      : trainsOnSentence({
          method: method.value,
          cases: draft.value.isTrainedOnAll
            ? plan.value.cases
            : plan.value.cases.filter(({ caseId }) => chosen.value.includes(caseId)),
        }),
  )
  const allVolumes = computed(() =>
    method.value?.learnsFrom === 'images' ? 'all volumes of the workspace' : 'all annotated volumes of the plan',
  )

  const job = usePropagationJob({
    engine,
    workspace,
    onEnded: (ended) => {
      onEnded()
      const training = trainingResultOf(ended)
      for (const { path, message } of training?.problems ?? [])
        notices.notify(`${path} was not trained on: ${message}`, { kind: 'warning' })
      void takeModel(training?.model.modelId ?? null)
    },
  })
  const canStart = computed(
    () => !job.isRunning.value && chosen.value.length > 0 && problems.value.length === 0 && method.value !== null,
  )

  /** A model that has just been trained or brought in is the one to go on with. */
  async function takeModel(modelId: string | null): Promise<void> {
    await modelFiles.refresh()
    const model = models.value.find((each) => each.modelId === modelId)
    if (model !== undefined) draft.value = { ...draft.value, method: model.method, params: {}, modelId: model.modelId }
  }

  async function importModel(): Promise<void> {
    await takeModel((await modelFiles.importModel())?.modelId ?? null)
  }

  async function removeModel(modelId: string): Promise<void> {
    await modelFiles.removeModel(modelId)
    if (!models.value.some((each) => each.modelId === draft.value.modelId))
      draft.value = { ...draft.value, modelId: null }
  }

  async function start(): Promise<void> {
    const request = startRequest()
    if (request === null) return
    if (isTrainedFirst.value) await train(true)
    else await job.start(request)
  }

  /** @param isPropagatedThen whether the chosen volumes are propagated with the model once it is there */
  async function train(isPropagatedThen: boolean): Promise<void> {
    const request = startRequest()
    if (request === null) return
    const { params, modelName, seed, isTrainedOnAll } = draft.value
    const name = modelName.trim()
    await job.train(
      {
        workspace: request.workspace,
        planId: request.planId,
        caseIds: isTrainedOnAll ? null : request.caseIds,
        method: request.method,
        params: { ...params },
        seed,
        ...(name === '' ? {} : { name }),
      },
      isPropagatedThen ? request : null,
    )
  }

  function startRequest() {
    if (workspace.value === null || plan.value === null || !canStart.value) return null
    const { method: id, params, modelId, outside, unreached } = draft.value
    return {
      workspace: workspace.value,
      planId: plan.value.planId,
      caseIds: [...chosen.value],
      method: id,
      unreached,
      // A model brings its own.
      ...(isLearned.value ? {} : { params: { ...params } }),
      ...(modelId === null ? {} : { modelId }),
      ...(outside === null ? {} : { outside }),
    }
  }

  const { exportModel } = modelFiles
  return {
    propagators,
    models,
    draft,
    problems,
    trainsOn,
    allVolumes,
    isTrainedFirst,
    canStart,
    job,
    start,
    train,
    importModel,
    exportModel,
    removeModel,
  }
}
