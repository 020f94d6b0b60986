import type { Command } from 'commander'
import { predictionSchema, type Prediction } from '../../../contract/training'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { integerOption } from '../optionValues'

interface PredictOptions extends GlobalOptions {
  readonly model: string
  readonly image: string
  readonly output: string
  readonly channel?: number
  readonly device?: string
  readonly threads?: number
}

export function addPredictCommand(program: Command): void {
  program
    .command('predict')
    .description("segment an image with a trained network, on the image's own grid")
    .requiredOption('--model <file>', 'model.onnx as train wrote it, with model.json beside it')
    .requiredOption('--image <path>', 'image: a file, or the folder of a DICOM series')
    .requiredOption('--output <file>', '.nii.gz or .nii file to write')
    .option('--channel <n>', 'volume of a 4D file, from 0', integerOption)
    .option('--device <id>', 'device to compute on, as doctor lists them (default: the fastest)')
    .option('--threads <n>', 'threads to compute with (default: all cores)', integerOption)
    .action((options: PredictOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const { channel, device, threads } = options
          const started = await client.training.predict({
            model: path(options.model),
            image: path(options.image),
            output: path(options.output),
            channel,
            deviceId: device,
            threads,
          })
          return predictionSchema.parse(await follow(started))
        },
        describePrediction,
      ),
    )
}

function describePrediction({ output, deviceId, seconds, warnings }: Prediction): string {
  return [
    `Wrote ${output}`,
    `  computed on  ${deviceId}, ${seconds.toFixed(1)} s`,
    ...warnings.map(({ code, message }) => `  warning      ${message} [${code}]`),
  ].join('\n')
}
