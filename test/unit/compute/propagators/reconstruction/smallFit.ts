import type {
  CohortCase,
  FitCheckpoint,
  FitContext,
  LearnedPropagator,
  PropagationModel,
} from '../../../../../src-main/compute/propagators/LearnedPropagator'
import type { Backend, State } from '../../../../../src-main/compute/backends/Backend'
import { texturedCases } from '../../../../support/texturedCases'

const SMALL = { stepCount: 6, patchSide: 16, batchSize: 1 }

/** Checkpoints in memory; `stopAfter` cancels when that many steps are done. */
export function fitContext(options: { backend: Backend; seed?: number; stopAfter?: number }): FitContext & {
  readonly checkpoints: Map<string, FitCheckpoint>
  readonly points: { series: string; step: number; value: number }[]
  readonly stages: string[]
} {
  const { backend, seed = 5, stopAfter } = options
  const abort = new AbortController()
  const checkpoints = new Map<string, FitCheckpoint>()
  const points: { series: string; step: number; value: number }[] = []
  const stages: string[] = []
  return {
    backend,
    seed,
    signal: abort.signal,
    checkpoints,
    points,
    stages,
    report: ({ stage, done }) => {
      stages.push(`${stage} ${done}`)
      if (stage === 'training' && done === stopAfter) abort.abort()
    },
    measure: (point) => void points.push(point),
    readCheckpoint: (name) => Promise.resolve(checkpoints.get(name) ?? null),
    writeCheckpoint: (name, checkpoint) => {
      // As a file would keep it.
      checkpoints.set(name, structuredClone(checkpoint))
      return Promise.resolve()
    },
  }
}

export function smallFit(
  propagator: LearnedPropagator,
  context: FitContext,
  params: object = {},
  cases: readonly CohortCase[] = texturedCases({ count: 3, side: 16, sliceCount: 6 }),
): Promise<PropagationModel> {
  return propagator.fit(cases, { ...SMALL, ...params }, context)
}

export function bytesOf(state: State): string {
  return Object.entries(state)
    .map(
      ([name, { data }]) => `${name} ${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}`,
    )
    .join('\n')
}
