import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { foldCurves, type Curve } from '../../../src-main/contract/experiments'
import type { Measurement } from '../../../src-main/contract/jobs'
import { useEngine } from '../../client/injection'
import { wireErrorOf } from '../../client/wireErrorOf'

/** Charts are drawn at most this often, however fast a network trains. */
const REDRAW_MS = 250

/** The curves of the runs that are shown: from disk first, then growing with what is measured. */
export function useRunCurves(workspace: Ref<string>, shownRunIds: Ref<readonly string[]>) {
  const engine = useEngine()
  const curves = shallowRef<ReadonlyMap<string, readonly Curve[]>>(new Map())
  const problem = shallowRef<string | null>(null)
  /** Measured since the last drawing, by run; for a run that is being read, since the reading began. */
  const pending = new Map<string, Measurement[]>()
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Takes the measurements of a job: series are named `<runId>/<curve>`. */
  function add(measurements: readonly Measurement[]): void {
    for (const { series, ...point } of measurements) {
      const slash = series.indexOf('/')
      pending.get(series.slice(0, slash))?.push({ series: series.slice(slash + 1), ...point })
    }
    timer ??= setTimeout(draw, REDRAW_MS)
  }

  function draw(): void {
    timer = undefined
    const next = new Map(curves.value)
    for (const [runId, measured] of pending) {
      const known = next.get(runId)
      if (known !== undefined && measured.length > 0) next.set(runId, foldCurves(known, measured.splice(0)))
    }
    curves.value = next
  }

  async function read(runId: string): Promise<void> {
    pending.set(runId, [])
    try {
      const { series } = await engine.experiments.curves({ workspace: workspace.value, runId })
      curves.value = new Map(curves.value).set(runId, series)
      problem.value = null
    } catch (error) {
      pending.delete(runId)
      problem.value = wireErrorOf(error).message
    }
  }

  watch(
    shownRunIds,
    (shown) => {
      for (const runId of pending.keys()) if (!shown.includes(runId)) pending.delete(runId)
      curves.value = new Map([...curves.value].filter(([runId]) => shown.includes(runId)))
      for (const runId of shown) if (!pending.has(runId)) void read(runId)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return { curves, problem, add }
}
