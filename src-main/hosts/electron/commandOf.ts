import { resolve } from 'node:path'
import type { HostCommand } from '../../contract/host'

/**
 * What a command line asks the window for: `--demo` the sample, a path that workspace.
 * @param args as the process was given them, the program itself first
 * @param ownArgCount how many of those that are no switches name the program: 1 when packaged, 2 as `electron FOLDER`
 */
export function commandOf(options: {
  args: readonly string[]
  ownArgCount: number
  workingFolder: string
}): HostCommand | null {
  const { args, ownArgCount, workingFolder } = options
  // The path is looked for among what is no switch: Chromium puts its own switches anywhere before a second instance's paths.
  const path = args
    .filter((arg) => !arg.startsWith('-'))
    .slice(ownArgCount)
    .pop()
  if (path !== undefined) return { type: 'open-workspace', path: resolve(workingFolder, path) }
  return args.includes('--demo') ? { type: 'open-sample' } : null
}
