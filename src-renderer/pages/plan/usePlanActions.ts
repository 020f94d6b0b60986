import { shallowRef, type Ref } from 'vue'
import {
  annotationImportSchema,
  labelExportSchema,
  type AnnotationImport,
  type Plan,
} from '../../../src-main/contract/plans'
import type { EngineClient, NativeFiles } from '../../client/Host'
import { useNotices } from '../../composables/useNotices'
import { usePlansStore } from '../../stores/plans'
import type { LabelImport } from './ImportLabelsDialog.vue'
import { useJobRun } from './useJobRun'

/** What can be done with a frozen plan. Errors become notices. */
export function usePlanActions({
  engine,
  workspace,
  chooser,
}: {
  readonly engine: EngineClient
  readonly workspace: Ref<string | null>
  readonly chooser: Pick<NativeFiles, 'chooseFolder' | 'chooseSavePath'>
}) {
  const plans = usePlansStore()
  const notices = useNotices()
  const jobRun = useJobRun(engine)
  /** What the latest import took; null while there is nothing to tell. */
  const imported = shallowRef<AnnotationImport | null>(null)

  async function attempt(work: (at: string) => Promise<void>): Promise<void> {
    if (workspace.value === null) return
    try {
      await work(workspace.value)
    } catch (error) {
      notices.notifyError(error)
    }
  }

  /** The job's result; null where it was cancelled, and a notice where it failed. */
  async function resultOf(start: () => Promise<{ jobId: string }>): Promise<unknown> {
    const job = await jobRun.run(start)
    if (job !== null && job.error !== null) throw job.error
    return job?.state === 'done' ? job.result : null
  }

  async function exportList(plan: Plan): Promise<void> {
    const suggestedName = `${plan.name}.csv`
    const output = await chooser.chooseSavePath({
      title: 'Export the work list (CSV or JSON)',
      suggestedName,
      extensions: ['csv', 'json'],
    })
    if (output === null) return
    await attempt(async (at) => {
      const written = await engine.plans.export({ workspace: at, planId: plan.planId, output })
      notices.notify(`Written: ${written.output}`, { kind: 'success' })
    })
  }

  async function exportLabels(plan: Plan): Promise<void> {
    const output = await chooser.chooseFolder({ title: 'Folder for the label maps' })
    if (output === null) return
    await attempt(async (at) => {
      const result = await resultOf(() => engine.plans.exportLabels({ workspace: at, planId: plan.planId, output }))
      if (result === null) return
      const { cases } = labelExportSchema.parse(result)
      notices.notify(`${cases.length} label maps written to ${output}`, { kind: 'success' })
    })
  }

  async function take(plan: Plan, start: (at: string) => Promise<{ jobId: string }>): Promise<void> {
    await attempt(async (at) => {
      const result = await resultOf(() => start(at))
      await plans.refreshOne(engine, { workspace: at, planId: plan.planId })
      if (result !== null) imported.value = annotationImportSchema.parse(result)
    })
  }

  function importLabels(plan: Plan, request: LabelImport): Promise<void> {
    return take(plan, (at) => engine.plans.importLabels({ workspace: at, planId: plan.planId, ...request }))
  }

  function takeImported(plan: Plan): Promise<void> {
    return take(plan, (at) => engine.plans.takeImported({ workspace: at, planId: plan.planId }))
  }

  function remove(plan: Plan): Promise<void> {
    return attempt((at) => plans.remove(engine, { workspace: at, planId: plan.planId }))
  }

  function cancel(): void {
    const jobId = jobRun.job.value?.jobId
    if (jobId !== undefined) void attempt(async () => void (await engine.jobs.cancel({ jobId })))
  }

  function forgetImported(): void {
    imported.value = null
  }

  const { job, isRunning } = jobRun
  return {
    attempt,
    exportList,
    exportLabels,
    importLabels,
    takeImported,
    remove,
    cancel,
    imported,
    forgetImported,
    job,
    isRunning,
  }
}
