import type { Program } from '../Backend'
import { emit } from './model/emit'
import type { RecordingOptions } from './recorder/RecordingOptions'
import { trace, type RecordedProgram } from './trace'

/**
 * Records a program as a model to be called again and again: inputs and outputs channels last, variables as further inputs
 * and outputs.
 */
export function recordStep(
  program: Program,
  options: RecordingOptions,
): { readonly recorded: RecordedProgram; readonly bytes: Uint8Array } {
  const recorded = trace(program, { ...options, portOrder: 'logical' })
  const bytes = emit({
    name: 'step',
    inputs: [...recorded.inputs, ...recorded.state.flatMap(({ input }) => input ?? [])],
    outputs: [...recorded.outputs, ...recorded.state.flatMap(({ output }) => output ?? [])],
  })
  return { recorded, bytes }
}
