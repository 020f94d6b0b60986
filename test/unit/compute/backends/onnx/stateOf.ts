import type { NamedArray, Program, State } from '../../../../../src-main/compute/backends/Backend'

/** The present values of a program's variables. */
export async function stateOf(program: Program): Promise<State> {
  const entries = Object.entries(program.variables).map(async ([name, variable]): Promise<[string, NamedArray]> => [
    name,
    { shape: variable.shape, data: (await variable.data()) as Float32Array },
  ])
  return Object.fromEntries(await Promise.all(entries))
}
