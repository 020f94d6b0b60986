import type { Command } from 'commander'
import { addDoctorCommand } from './doctorCommand'

/** Every command, in the order in which a study uses them. */
export function addCommands(program: Command): void {
  addDoctorCommand(program)
}
