import type { Command } from 'commander'
import { inspectionSchema, type InspectedVolume, type Inspection } from '../../../contract/studies'
import { EXIT_CODE_BY_ERROR } from '../../../contract/errors'
import { runCommand, type GlobalOptions } from '../CommandSession'
import { axisOption, integerOption } from '../optionValues'

interface InspectOptions extends GlobalOptions {
  readonly channel?: number
  readonly axis: 'i' | 'j' | 'k'
}

export function addInspectCommand(program: Command): void {
  program
    .command('inspect <path>')
    .description('say what is in a file, or in every file of a folder')
    .option('--channel <n>', 'which volume of a file that holds several, from 0', integerOption)
    .addOption(axisOption())
    .action((typed: string, options: InspectOptions) =>
      runCommand(
        options,
        async ({ client, path, follow }) => {
          const { channel, axis } = options
          return inspectionSchema.parse(
            await follow(await client.studies.inspect({ path: path(typed), channel, axis })),
          )
        },
        describeInspection,
        ({ volumes }) => (volumes.length > 0 ? 0 : EXIT_CODE_BY_ERROR.FORMAT_UNKNOWN),
      ),
    )
}

function describeInspection({ volumes, problems }: Inspection): string {
  return [
    ...volumes.map(describeVolume),
    ...problems.map(({ path, code, message }) => `${path}\n  problem  ${message} [${code}]`),
    `${volumes.length} volumes, ${problems.length} problems.`,
  ].join('\n')
}

function describeVolume(volume: InspectedVolume): string {
  const { size, spacingMm, valueRange, channelCount, channel } = volume
  const spacing = spacingMm.map((length) => Number(length.toPrecision(4))).join(' × ')
  const values = valueRange === null ? 'no finite value' : `${valueRange[0]} to ${valueRange[1]}`
  const channels = channelCount > 1 ? `, channel ${channel} of ${channelCount}` : ''
  return [
    volume.path,
    `  grid     ${size.join(' × ')} voxels of ${spacing} mm, axes ${volume.orientation}`,
    ...(volume.series === null ? [] : [`  series   ${seriesText(volume.series, volume.modality)}`]),
    `  slices   ${volume.sliceCount} ${volume.plane} on ${volume.axis}`,
    `  values   ${values}, stored as ${volume.dtype}${channels}`,
    ...volume.warnings.map(({ code, message }) => `  warning  ${message} [${code}]`),
  ].join('\n')
}

function seriesText(series: NonNullable<InspectedVolume['series']>, modality: string | null): string {
  const { seriesNumber, description, fileCount } = series
  const name = [modality, seriesNumber, description === null ? null : `"${description}"`].filter(
    (part) => part !== null,
  )
  return `${name.join(' ')}, ${fileCount} DICOM ${fileCount === 1 ? 'file' : 'files'}`
}
