import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The program's own folder of the user, where the desktop and the server keep the same things: recent workspaces, the journal of jobs, the
 * sample's workspace. `SLICEWRIGHT_USER_FOLDER` names another.
 */
export function userFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const named = environment['SLICEWRIGHT_USER_FOLDER']
  if (named !== undefined && named !== '') return named
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Slicewright')
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Slicewright')
  return join(environment['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'slicewright')
}
