import type { Command } from 'commander'
import { examinationSchema, type Examination } from '../../../contract/devices'
import { runCommand, type GlobalOptions } from '../CommandSession'

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Try every device, measure it, and say what is missing and what helps')
    .option('--json', 'print one JSON object', false)
    .option('--debug', 'show the stack of an error', false)
    .action((options: GlobalOptions) =>
      runCommand(
        options,
        async ({ client, follow }) => examinationSchema.parse(await follow(await client.devices.examine())),
        describeExamination,
        ({ chosen }) => (chosen === null ? EXIT_NO_DEVICE : 0),
      ),
    )
}

/** As DEVICE_UNAVAILABLE: nothing here can compute. */
const EXIT_NO_DEVICE = 5

/** A table of the devices, each unusable one with its reason and remedy below it. */
function describeExamination(examination: Examination): string {
  const { devices, chosen, gpus, slicewright, node, versions, system, cores, processor } = examination
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`
  const idWidth = Math.max(...devices.map(({ id }) => id.length))
  const rows = devices.flatMap(({ id, usable, stepMs, library, reason, remedy }) => {
    const mark = id === chosen ? '→' : ' '
    if (usable) return [`${mark} ${id.padEnd(idWidth)}  ${`${stepMs?.toFixed(1)} ms`.padStart(9)}  ${library}`]
    return [
      `${mark} ${id.padEnd(idWidth)}  ${'–'.padStart(9)}  ${reason}`,
      `  ${' '.repeat(idWidth)}  ${' '.repeat(9)}  ${remedy}`,
    ]
  })
  return [
    `Slicewright ${slicewright}, Node ${node}, ${system}`,
    `${processor}, ${cores} threads, ${gigabytes(examination.memoryTotalBytes)} of memory (${gigabytes(examination.memoryFreeBytes)} free)`,
    ...(gpus.length === 0 ? [] : [gpus.join(', ')]),
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    '',
    `  ${'device'.padEnd(idWidth)}  ${'one step'.padStart(9)}`,
    ...rows,
    '',
    chosen === null ? 'No device can compute.' : `Taken unless --device names another: ${chosen}`,
  ].join('\n')
}
