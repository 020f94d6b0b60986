import type { Command } from 'commander'
import { relocateResultSchema, type RelocateResult } from '../../../contract/workspace'
import { runCommand, type GlobalOptions } from '../CommandSession'

export function addRelocateCommand(program: Command): void {
  program
    .command('relocate <folder>')
    .description('find images that were moved: by their bytes, in a folder and all its subfolders')
    .requiredOption('--workspace <folder>', 'the workspace that refers to them')
    .action((folder: string, options: GlobalOptions & { workspace: string }) =>
      runCommand(
        options,
        async (session) => {
          const workspace = session.path(options.workspace)
          const started = await session.client.studies.relocate({ workspace, folder: session.path(folder) })
          return relocateResultSchema.parse(await session.follow(started))
        },
        describe,
      ),
    )
}

function describe({ relocated, missing }: RelocateResult): string {
  return [
    `${relocated.length} images found, ${missing.length} still missing.`,
    ...relocated.map(({ caseId, path }) => `  found    ${caseId}  ${path}`),
    ...missing.map(({ caseId, path }) => `  missing  ${caseId}  last at ${path}`),
  ].join('\n')
}
