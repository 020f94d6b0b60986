import type { Command } from 'commander'
import { addDoctorCommand } from './doctorCommand'
import { addEvaluateCommand } from './evaluateCommand'
import { addExportCommand } from './exportCommand'
import { addImportCommand } from './importCommand'
import { addInspectCommand } from './inspectCommand'
import { addPlanCommand } from './planCommand'
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
  addPlanCommand(program)
  addSparsifyCommand(program)
  addPropagateCommand(program)
  addTrainCommand(program)
  addPredictCommand(program)
  addEvaluateCommand(program)
  addRunCommand(program)
  addReportCommand(program)
  addExportCommand(program)
  for (const command of allCommands(program))
    if (command.commands.length === 0)
      command
        .option('--json', 'print exactly one JSON object, errors too')
        .option('--debug', 'print a stack with an error')
}

/** Every command below `parent`, commands of commands too. */
export function allCommands(parent: Command): Command[] {
  return parent.commands.flatMap((command) => [command, ...allCommands(command)])
}
