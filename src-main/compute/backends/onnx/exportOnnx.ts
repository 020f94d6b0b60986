import { SlicewrightError } from '../../../domain/errors'
import type { Program, State } from '../Backend'
import { isSame } from './graph/axes'
import { emit } from './model/emit'
import { trace } from './trace'

/**
 * A forward pass with its weights inside, as an ordinary ONNX model (opset 13, standard operators).
 *
 * Inputs and outputs keep the program's names and lie **channels first**, [batch, channel, …space], as users of .onnx files
 * expect; ranks below 4 lie as in the program. The shapes, batch size included, are fixed: those of `program.inputs`.
 * The side-car that travels with the file repeats this.
 * @param options.state the variables' values; every variable of the program must be there
 * @param options.metadata written into the model's metadata_props
 * @throws SlicewrightError INTERNAL if `state` does not fit the program's variables
 */
export function exportOnnx<I extends string, O extends string>(options: {
  program: Program<I, O>
  state: State
  name?: string
  description?: string
  metadata?: Readonly<Record<string, string>>
}): Uint8Array {
  const { program, state, name = 'network', ...rest } = options
  const frozen = Object.fromEntries(
    Object.entries(program.variables).map(([variable, { shape }]) => {
      const array = state[variable]
      if (array !== undefined && isSame(array.shape, shape)) return [variable, array.data]
      throw new SlicewrightError(
        'INTERNAL',
        `The model to export needs the variable '${variable}' of shape [${shape.join(', ')}]; the state has ${array === undefined ? 'none' : `[${array.shape.join(', ')}]`}.`,
      )
    }),
  )
  const recorded = trace(program as unknown as Program, {
    portOrder: 'channelsFirst',
    filterGradient: 'wide',
    frozen,
  })
  return emit({ inputs: recorded.inputs, outputs: recorded.outputs, name, ...rest })
}
