import type { Command } from 'commander'
import { evaluationSchema, type Evaluation } from '../../../contract/analysis'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { integerListOption, integerOption } from '../optionValues'

interface EvaluateOptions extends GlobalOptions {
  readonly reference: string
  readonly prediction: string
  readonly labels?: number[]
  readonly ignoreValue?: number
}

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('score predicted label maps against references')
    .requiredOption('--reference <path>', 'label map, or folder of label maps; 255 is not scored')
    .requiredOption('--prediction <path>', 'label map, or folder with the same file names')
    .option('--labels <list>', 'classes to score: 1,2 (default: all that occur)', integerListOption)
    .option('--ignore-value <n>', 'stored value of the reference that means not annotated, if not 255', integerOption)
    .action((options: EvaluateOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const { labels, ignoreValue } = options
          const started = await client.analysis.evaluate({
            reference: path(options.reference),
            prediction: path(options.prediction),
            labels,
            ignoreValue,
          })
          return evaluationSchema.parse(await follow(started))
        },
        describeEvaluation,
      ),
    )
}

function describeEvaluation({ cases, mean, pooled, problems }: Evaluation): string {
  const row = (name: string, label: string, score: Evaluation['mean']) =>
    [
      name.padEnd(32),
      label.padStart(5),
      ...[score.iou, score.dice, score.hd95Mm, score.assdMm].map((value) => (value?.toFixed(3) ?? '–').padStart(10)),
    ].join(' ')
  return [
    ['case'.padEnd(32), 'class', ...['IoU', 'Dice', 'HD95 mm', 'ASSD mm'].map((name) => name.padStart(10))].join(' '),
    ...cases.flatMap(({ caseId, classes }) => classes.map((score) => row(caseId, String(score.label), score))),
    row('mean over cases', '', mean),
    ...pooled.classes.map(({ label, iou }) => `pooled IoU of class ${label}: ${iou?.toFixed(3) ?? '–'}`),
    ...problems.map(({ path, code, message }) => `${path}\n  problem  ${message} [${code}]`),
  ].join('\n')
}
