import type { Command } from 'commander'
import { trainingSchema, type Training } from '../../../contract/training'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { axisOption, integerOption, numberOption, paramOption, rangeOption } from '../optionValues'

interface TrainOptions extends GlobalOptions {
  readonly images: string
  readonly labels: string
  readonly output: string
  readonly model?: string
  readonly param: Record<string, unknown>
  readonly axis: 'i' | 'j' | 'k'
  readonly steps?: number
  readonly seed?: number
  readonly batchSize?: number
  readonly learningRate?: number
  readonly window?: { lowest: number; highest: number }
  readonly validationFraction?: number
  readonly device?: string
  readonly threads?: number
  readonly ignoreValue?: number
  readonly map?: string
}

export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .description('train a network on sparse labels; goes on where it was stopped')
    .requiredOption('--images <folder>', 'images')
    .requiredOption('--labels <folder>', 'label maps with the names of their images, 255 where not annotated')
    .requiredOption('--output <folder>', 'run folder: model.onnx, model.json, checkpoints')
    .option('--model <id>', 'network (default: unet-2d)')
    .option('--param <name=value>', "one of the network's parameters; repeatable", paramOption, {})
    .addOption(axisOption())
    .option('--steps <n>', 'training steps', integerOption)
    .option('--seed <n>', 'decides weights, order of slices, augmentation and which cases validate', integerOption)
    .option('--batch-size <n>', 'slices a step', integerOption)
    .option('--learning-rate <x>', 'of the first step', numberOption)
    .option('--window <low:high>', 'clip intensities to this range, for example -200:300 for CT', rangeOption)
    .option('--validation-fraction <x>', 'part of the cases to choose the best weights by (default: 0.2)', numberOption)
    .option('--device <id>', 'device to compute on, as doctor lists them (default: the fastest)')
    .option('--threads <n>', 'threads to compute with (default: all cores)', integerOption)
    .option('--ignore-value <n>', 'stored value that means not annotated, if not 255', integerOption)
    .option('--map <list>', 'label of each stored value but 0: 1:1,4:255')
    .action((options: TrainOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const { window, device, threads, ignoreValue, map, validationFraction } = options
          const started = await client.training.train({
            images: path(options.images),
            labels: path(options.labels),
            output: path(options.output),
            settings: {
              model: options.model,
              modelParams: options.param,
              sliceAxis: options.axis,
              stepCount: options.steps,
              seed: options.seed,
              batchSize: options.batchSize,
              learningRate: options.learningRate,
              preprocessing: window === undefined ? undefined : { intensity: { kind: 'window', ...window } },
            },
            validationFraction,
            ignoreValue,
            mapping: map,
            deviceId: device,
            threads,
          })
          return trainingSchema.parse(await follow(started))
        },
        describeTraining,
      ),
    )
}

function describeTraining(training: Training): string {
  const { model, bestValidation, trainingCases, validationCases, annotatedSliceCount, deviceId, seconds } = training
  return [
    `Wrote ${model}`,
    `  trained on   ${annotatedSliceCount} annotated slices of ${trainingCases.length} cases`,
    `  validation   ${bestValidation.metric} ${bestValidation.value.toFixed(3)} at step ${bestValidation.step}, ${validationCases.length} cases`,
    `  computed on  ${deviceId}, ${seconds.toFixed(1)} s`,
    ...training.problems.map(({ path, code, message }) => `${path}\n  problem  ${message} [${code}]`),
  ].join('\n')
}
