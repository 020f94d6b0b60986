import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { SlicewrightError, throwIfCancelled } from '../../domain/errors'
import type { CompiledProgram, State } from '../backends/Backend'
import type { FitContext } from '../propagators/LearnedPropagator'
import { adamWInputs } from './adamW'
import { hasFiniteState } from './hasFiniteState'

const CHECKPOINT_INTERVAL_STEPS = 200

/** Where a training stands besides its weights and optimiser state. */
const positionSchema = z.object({
  step: z.int().min(0),
  recent: z.array(z.number()).describe('Losses since the last point of the curve'),
  curveLoss: z.number().nullable().describe('The last point of the curve'),
})
type Position = z.infer<typeof positionSchema>

export interface ResumedTraining<Own> extends Position {
  readonly state: State
  /** What the training keeps besides. */
  readonly own: Own
}

/**
 * @param options.identity everything that decides the result: a checkpoint of anything else is not gone on from
 * @returns null where there is nothing to go on from
 */
export async function readTraining<Own>(options: {
  readonly slot: string
  readonly identity: string
  readonly own: z.ZodType<Own>
  readonly context: Pick<FitContext, 'readCheckpoint'>
}): Promise<ResumedTraining<Own> | null> {
  const { slot, identity, own, context } = options
  const found = await context.readCheckpoint(slot)
  const parsed = positionSchema.extend({ identity: z.literal(identity), own }).safeParse(found?.facts)
  return found === null || !parsed.success ? null : { ...parsed.data, state: found.state }
}

/**
 * Takes the steps of a training that are left. A step's batch depends on the step alone, so that a training that was stopped ends, resumed, in
 * the same weights byte for byte. Cancelling is heard between steps and leaves a checkpoint behind.
 *
 * @param options.slot names the checkpoint
 * @param options.resumed from `readTraining`, already written into `compiled`
 * @param options.curveIntervalSteps points of the curve are means over so many steps
 * @param options.landmarks steps after which a checkpoint is due besides the usual ones
 * @param options.beforeStep true if it changed what `own` gives, which is then kept at once
 * @param options.own what the training keeps besides, after so many steps
 * @param options.remedy what to do about a training that diverged, as a sentence
 * @returns the last point of the curve
 * @throws SlicewrightError TRAINING_DIVERGED, with the last good checkpoint kept; CANCELLED
 */
export async function trainSteps<Inputs extends string>(options: {
  readonly slot: string
  readonly identity: string
  readonly compiled: CompiledProgram<Inputs | keyof ReturnType<typeof adamWInputs>, 'loss'>
  readonly resumed: Position | null
  readonly stepCount: number
  readonly batchAt: (step: number) => Record<Inputs, Float32Array> | Promise<Record<Inputs, Float32Array>>
  readonly learningRateAt: (step: number) => number
  readonly curveIntervalSteps: number
  readonly landmarks?: readonly number[]
  readonly beforeStep?: (step: number) => Promise<boolean>
  readonly own?: (step: number) => Readonly<Record<string, unknown>>
  readonly remedy: string
  readonly context: Pick<FitContext, 'signal' | 'report' | 'measure' | 'writeCheckpoint'>
}): Promise<{ curveLoss: number | null }> {
  const { slot, identity, compiled, resumed, stepCount, curveIntervalSteps, landmarks = [], remedy, context } = options
  let position: Position = resumed ?? { step: 0, recent: [], curveLoss: null }
  let savedStep = resumed?.step ?? null
  const diverged = (what: string) => {
    const kept = savedStep === null ? 'No checkpoint was written yet.' : `The checkpoint of step ${savedStep} is kept.`
    const details = { step: position.step, checkpointStep: savedStep }
    return new SlicewrightError('TRAINING_DIVERGED', `After step ${position.step} ${what}. ${kept} ${remedy}`, {
      details,
    })
  }
  const save = async () => {
    const state = await compiled.readState()
    // A finite loss says nothing of the weights after that step; a bad checkpoint would be worse than none.
    if (!hasFiniteState(state)) throw diverged('the weights are no longer finite numbers')
    const { step, recent, curveLoss } = position
    const facts = { identity, step, recent, curveLoss, own: options.own?.(step) ?? {} }
    await context.writeCheckpoint(slot, { state, facts })
    savedStep = step
  }
  while (position.step < stepCount) {
    if (context.signal.aborted) {
      await save()
      throwIfCancelled(context.signal, 'Training')
    }
    if ((await options.beforeStep?.(position.step)) === true) await save()
    const { step } = position
    const rates = adamWInputs({ step, learningRate: options.learningRateAt(step) })
    const { loss } = await compiled.run({ ...(await options.batchAt(step)), ...rates })
    if (!Number.isFinite(loss[0])) throw diverged(`the loss became ${loss[0]}`)
    position = { ...position, step: step + 1, recent: [...position.recent, loss[0]] }
    if (position.recent.length === curveIntervalSteps) {
      const value = position.recent.reduce((sum, each) => sum + each, 0) / curveIntervalSteps
      context.measure({ series: 'training-loss', step: position.step, value })
      position = { ...position, recent: [], curveLoss: value }
    }
    context.report({ stage: 'training', done: position.step, total: stepCount, unit: 'steps' })
    const isDue = position.step % CHECKPOINT_INTERVAL_STEPS === 0 || landmarks.includes(position.step)
    if (isDue || position.step === stepCount) await save()
    await setImmediate()
  }
  return { curveLoss: position.curveLoss }
}

/** The weights among a training's state. */
export function weightsAmong(state: State, variables: Readonly<Record<string, unknown>>): State {
  return Object.fromEntries(Object.keys(variables).map((name) => [name, state[name]]))
}
