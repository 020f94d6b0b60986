import { realpath, stat } from 'node:fs/promises'
import { SlicewrightError } from '../../domain/errors'

/**
 * Refuses an output that is one of the inputs, by whatever path or link it is reached.
 * @throws SlicewrightError OUTPUT_EXISTS
 */
export async function refuseOverwritingInput(request: { output: string; inputs: readonly string[] }): Promise<void> {
  const output = await identityOf(request.output)
  if (output === null) return
  for (const input of request.inputs)
    if ((await identityOf(input)) === output)
      throw new SlicewrightError(
        'OUTPUT_EXISTS',
        `The output ${request.output} is the input ${input} itself, which is never overwritten. Choose another name for --output.`,
        { details: { output: request.output, input } },
      )
}

/** Null where there is no such file. Device and inode tell hard links apart from copies; on Windows the path does. */
async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true })
    return ino === 0n ? await realpath(path) : `${dev}:${ino}`
  } catch {
    return null
  }
}
