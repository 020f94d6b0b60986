import type { Command } from 'commander'
import { addReportCommand } from './reportCommand'

/** Every command, in the order in which a study uses them. */
export function addCommands(program: Command): void {
  addReportCommand(program)
}
