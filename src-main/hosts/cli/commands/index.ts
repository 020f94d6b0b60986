import type { Command } from 'commander'
import { addDoctorCommand } from './doctorCommand'
import { addInspectCommand } from './inspectCommand'
import { addRunCommand } from './runCommand'
import { addSelectCommand } from './selectCommand'
import { addSparsifyCommand } from './sparsifyCommand'

/** Every command, in the order in which a study uses them. */
export function addCommands(program: Command): void {
  addDoctorCommand(program)
  addInspectCommand(program)
  addSelectCommand(program)
  addSparsifyCommand(program)
  addRunCommand(program)
}
