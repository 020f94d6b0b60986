import type { Command } from 'commander'

/** Every command, in the order in which a study uses them. */
export function addCommands(_program: Command): void {
  return
}
