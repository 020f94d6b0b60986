import type { Command } from 'commander'
import { addDoctorCommand } from './doctorCommand'
import { addEvaluateCommand } from './evaluateCommand'
import { addExportCommand } from './exportCommand'
import { addImportCommand } from './importCommand'
import { addInspectCommand } from './inspectCommand'
import { addPredictCommand } from './predictCommand'
import { addPropagateCommand } from './propagateCommand'
import { addRelocateCommand } from './relocateCommand'
import { addReportCommand } from './reportCommand'
import { addRunCommand } from './runCommand'
import { addSelectCommand } from './selectCommand'
import { addSparsifyCommand } from './sparsifyCommand'
import { addTrainCommand } from './trainCommand'

/** Every command, in the order in which a study uses them. */
export function addCommands(program: Command): void {
  addDoctorCommand(program)
  addInspectCommand(program)
  addImportCommand(program)
  addRelocateCommand(program)
  addSelectCommand(program)
  addSparsifyCommand(program)
  addPropagateCommand(program)
  addTrainCommand(program)
  addPredictCommand(program)
  addEvaluateCommand(program)
  addRunCommand(program)
  addReportCommand(program)
  addExportCommand(program)
  for (const command of program.commands)
    command
      .option('--json', 'print exactly one JSON object, errors too')
      .option('--debug', 'print a stack with an error')
}
