import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../../domain/errors'
import { sliceStatesOf, type SliceState } from '../../../domain/labels/sliceStates'
import { chooseLeaveOuts } from '../../../domain/propagation/estimate/chooseLeaveOuts'
import { filledCaseOf, type FilledCase } from '../../../domain/propagation/estimate/FilledCase'
import type { KeySliceObservation } from '../../../domain/propagation/estimate/KeySliceObservation'
import { observeLeftOut } from '../../../domain/propagation/estimate/observeLeftOut'
import { propagateStack } from '../../../domain/propagation/propagateStack'
import type { PropagationContext, Propagator } from '../../../domain/propagation/Propagator'
import type { OutsideRule, UnreachedRule } from '../../../domain/propagation/rules'
import { sliceStackOf } from '../../../domain/propagation/SliceStack'
import type { CohortCase } from '../LearnedPropagator'

/** A propagator that needs nothing more, with how it is to be used. */
export interface FillingMethod {
  readonly propagator: Propagator
  readonly params: unknown
  /** Default: the propagator's own. */
  readonly outside?: OutsideRule | undefined
  /** Default: background. */
  readonly unreached?: UnreachedRule | undefined
}

export interface FillingContext {
  readonly seed: number
  readonly signal: AbortSignal
  report(progress: { stage: string; done: number; total: number; unit: string }): void
}

/**
 * Predicts annotated slices of a cohort that were left out (domain/propagation/estimate). One case is held in memory at a time.
 * @param options.sliceLimit as `chooseLeaveOuts`
 * @throws SlicewrightError as `propagateStack` and the cases' readers; CANCELLED
 */
export async function observeCohort(
  options: {
    readonly cases: readonly CohortCase[]
    readonly method: FillingMethod
    readonly sliceLimit?: number
  } & FillingContext,
): Promise<KeySliceObservation[]> {
  const { cases, method, sliceLimit, seed, signal, report } = options
  const known = await statesOf(cases, signal)
  const leaveOuts = chooseLeaveOuts({ cases: known, seed, ...(sliceLimit === undefined ? {} : { sliceLimit }) })
  const byCase = Map.groupBy(leaveOuts, ({ caseId }) => caseId)
  const observations: KeySliceObservation[] = []
  let done = 0
  for (const each of cases) {
    const ofCase = byCase.get(each.caseId) ?? []
    if (ofCase.length === 0) continue
    const opened = await openCase(each, method, signal)
    for (const { sliceIndices } of ofCase) {
      throwIfCancelled(signal, 'Estimating quality')
      observations.push(...(await observeLeftOut({ ...opened, leaveOut: sliceIndices })))
      report({ stage: 'leaving slices out', done: ++done, total: leaveOuts.length, unit: 'stretches' })
    }
  }
  return observations
}

/** Propagates whole cases and keeps what an estimate needs of them. Cases without an annotated slice are left out. */
export async function fillCohort(
  options: { readonly cases: readonly CohortCase[]; readonly method: FillingMethod } & FillingContext,
): Promise<FilledCase[]> {
  const { cases, method, signal, report } = options
  const filled: FilledCase[] = []
  for (const [done, each] of cases.entries()) {
    throwIfCancelled(signal, 'Estimating quality')
    report({ stage: 'filling volumes', done, total: cases.length, unit: 'volumes' })
    const opened = await openCase(each, method, signal)
    const { caseId, stack, states } = opened
    if (states.every((state) => state === 'not-annotated')) continue
    const { data } = await propagateStack(opened)
    filled.push(filledCaseOf({ caseId, states, filled: { ...stack, data } }))
  }
  return filled
}

/** Share of slices that are annotated, over all cases. */
export async function densityOf(cases: readonly CohortCase[], signal: AbortSignal): Promise<number> {
  const states = (await statesOf(cases, signal)).flatMap((each) => each.states)
  return states.filter((state) => state !== 'not-annotated').length / Math.max(1, states.length)
}

async function statesOf(
  cases: readonly CohortCase[],
  signal: AbortSignal,
): Promise<{ caseId: string; states: SliceState[] }[]> {
  const known: { caseId: string; states: SliceState[] }[] = []
  for (const { caseId, axis, loadSparse } of cases) {
    throwIfCancelled(signal, 'Estimating quality')
    known.push({ caseId, states: sliceStatesOf({ labelMap: await loadSparse(), axis }) })
    await setImmediate()
  }
  return known
}

async function openCase(
  { caseId, axis, loadSparse, loadImage }: CohortCase,
  method: FillingMethod,
  signal: AbortSignal,
) {
  const { propagator, params, outside = propagator.defaultOutside, unreached = 'background' } = method
  const sparse = await loadSparse()
  const context: PropagationContext = { signal, report: () => undefined, breathe: () => setImmediate() }
  return {
    caseId,
    axis,
    stack: sliceStackOf(sparse, axis),
    states: sliceStatesOf({ labelMap: sparse, axis }),
    image: propagator.needsImage ? await loadImage() : null,
    propagator,
    params,
    outside,
    unreached,
    context,
  }
}
