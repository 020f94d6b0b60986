import { Option, type Command } from 'commander'
import { EXIT_CODE_BY_ERROR } from '../../../contract/errors'
import { annotationImportSchema, labelExportSchema, type AnnotationImport } from '../../../contract/plans'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { integerOption } from '../optionValues'

interface InWorkspace extends GlobalOptions {
  readonly workspace: string
}

interface ImportOptions extends InWorkspace {
  readonly labels: string
  readonly emptySlices: 'all-planned' | 'only-drawn'
  readonly ignoreValue?: number
  readonly map?: string
}

const NO_CASE_TAKEN = EXIT_CODE_BY_ERROR.NO_CASES

/** `plan import-labels`: label maps drawn in ITK-SNAP, 3D Slicer and others. */
export function addImportLabels(plan: Command): void {
  plan
    .command('import-labels')
    .description('take label maps drawn elsewhere, planned slices only')
    .argument('<plan>', 'id of the plan')
    .requiredOption('--workspace <folder>', 'the workspace')
    .requiredOption('--labels <path>', 'folder of label maps named after their cases, or one file')
    .addOption(
      new Option('--empty-slices <rule>', 'planned slices in which nothing was drawn are empty, or not annotated')
        .choices(['all-planned', 'only-drawn'])
        .makeOptionMandatory(),
    )
    .option('--ignore-value <value>', 'the value in the files that means "not annotated", besides 255', integerOption)
    .option('--map <mapping>', 'labels of stored values, as 1:1,4:255 (255: not annotated)')
    .action((planId: string, options: ImportOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const started = await client.plans.importLabels({
            workspace: path(options.workspace),
            planId,
            path: path(options.labels),
            emptySlices: options.emptySlices,
            ignoreValue: options.ignoreValue,
            mapping: options.map,
          })
          return annotationImportSchema.parse(await follow(started))
        },
        describeAnnotation,
        ({ cases }) => (cases.length > 0 ? 0 : NO_CASE_TAKEN),
      ),
    )
}

/** `plan take-imported`: annotation simulated from the label maps that came with the cases. */
export function addTakeImported(plan: Command): void {
  plan
    .command('take-imported')
    .description('take the planned slices from the label maps that came with the cases, as if they had been drawn')
    .argument('<plan>', 'id of the plan')
    .requiredOption('--workspace <folder>', 'the workspace')
    .action((planId: string, options: InWorkspace) =>
      runCommand(
        options,
        async ({ client, path, follow }) =>
          annotationImportSchema.parse(
            await follow(await client.plans.takeImported({ workspace: path(options.workspace), planId })),
          ),
        describeAnnotation,
        ({ cases }) => (cases.length > 0 ? 0 : NO_CASE_TAKEN),
      ),
    )
}

/** `plan export-labels`: the working label maps. */
export function addExportLabels(plan: Command): void {
  plan
    .command('export-labels')
    .description('write drawn and accepted slices as label maps, 255 where nothing is annotated')
    .argument('<plan>', 'id of the plan')
    .requiredOption('--workspace <folder>', 'the workspace')
    .requiredOption('--output <folder>', 'folder to write CASE.nii.gz into; made if it is not there')
    .action((planId: string, options: InWorkspace & { readonly output: string }) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const request = { workspace: path(options.workspace), planId, output: path(options.output) }
          return labelExportSchema.parse(await follow(await client.plans.exportLabels(request)))
        },
        ({ output, cases }) =>
          [
            `${cases.length} label maps in ${output}`,
            ...cases.map(({ caseId, annotatedSliceCount }) => `  ${caseId}: ${annotatedSliceCount} slices`),
          ].join('\n'),
      ),
    )
}

function describeAnnotation({ cases, problems }: AnnotationImport): string {
  return [
    ...cases.map(
      (each) =>
        `${each.caseId}: ${each.annotatedSliceIndices.length} annotated, ${each.emptySliceIndices.length} empty, ` +
        `${each.missingSliceIndices.length} missing, ${each.ignoredSliceIndices.length} not planned and not taken`,
    ),
    ...problems.map(({ code, message }) => `problem: ${message} [${code}]`),
  ].join('\n')
}
