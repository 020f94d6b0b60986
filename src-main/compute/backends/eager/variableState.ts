import * as tf from '@tensorflow/tfjs'
import type { State } from '../Backend'

type Variables = Readonly<Record<string, tf.Variable>>

/** A copy of the variables' present values by name. */
export async function readVariables(variables: Variables): Promise<State> {
  const entries = await Promise.all(
    Object.entries(variables).map(async ([name, variable]) => {
      const data = await variable.data<'float32'>()
      return [name, { shape: [...variable.shape], data: data.slice() }] as const
    }),
  )
  return Object.fromEntries(entries)
}

/**
 * Sets variables by name, all or none; names that `state` lacks keep their value.
 *
 * @throws Error if `state` has a name that is not among the variables, or a shape that differs
 */
export function writeVariables(variables: Variables, state: State): void {
  for (const [name, { shape, data }] of Object.entries(state)) {
    const variable = variables[name]
    if (variable === undefined)
      throw new Error(`There is no variable "${name}". Known: ${Object.keys(variables).join(', ')}.`)
    const found = shape.join('×')
    const expected = variable.shape.join('×')
    if (found !== expected || data.length !== variable.size)
      throw new Error(`Variable "${name}" is ${expected}, the given state has ${found} with ${data.length} values.`)
  }
  for (const [name, { shape, data }] of Object.entries(state))
    tf.tidy(() => variables[name].assign(tf.tensor(data.slice(), [...shape], 'float32')))
}
