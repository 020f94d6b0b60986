import type { ExperimentDetail } from '../../../src-main/contract/experiments'
import type { JobState } from '../../../src-main/contract/jobs'
import { describePercent } from '../../../src-main/domain/analysis/describeNumbers'

export type Run = ExperimentDetail['cells'][number]

/** A run in the few words that tell it from the others of its grid. */
export function labelsOf(runs: readonly Run[]): ReadonlyMap<string, string> {
  const varies = (key: 'model' | 'policy' | 'propagator' | 'seed') => {
    const sparse = runs.filter(({ isDenseReference }) => !isDenseReference || key === 'model' || key === 'seed')
    return new Set(sparse.map((run) => run[key])).size > 1
  }
  const shown = {
    model: varies('model'),
    policy: varies('policy'),
    propagator: varies('propagator'),
    seed: varies('seed'),
  }
  return new Map(
    runs.map((run) => {
      const parts = run.isDenseReference
        ? ['dense']
        : [
            `ρ ${describePercent(run.densityFraction)}, s ${describePercent(run.volumeFraction)}`,
            ...(shown.policy ? [run.policy] : []),
            ...(shown.propagator ? [run.propagator === 'none' ? 'no propagation' : run.propagator] : []),
          ]
      return [
        run.runId,
        [...(shown.model ? [run.model] : []), ...parts, ...(shown.seed ? [`seed ${run.seed}`] : [])].join(', '),
      ]
    }),
  )
}

/** How a state is shown: never by colour alone. */
export const STATE_LOOKS: Readonly<Record<JobState, { readonly label: string; readonly colour: string | undefined }>> =
  {
    queued: { label: 'queued', colour: undefined },
    running: { label: 'running', colour: 'primary' },
    pausing: { label: 'pausing', colour: 'primary' },
    paused: { label: 'paused', colour: 'warning' },
    interrupted: { label: 'interrupted', colour: 'warning' },
    done: { label: 'done', colour: 'success' },
    failed: { label: 'failed', colour: 'error' },
    cancelled: { label: 'cancelled', colour: undefined },
  }
