import { describe } from 'vitest'
import { hasSharedData, sharedDataFolder, sharedDataPath } from './sharedDataPath'

export { hasSharedData, sharedDataPath as sharedData }

/** `describe`, skipped with a message where the shared data is absent. */
export function describeWithSharedData(name: string, body: () => void): void {
  if (hasSharedData) describe(name, body)
  else describe.skip(`${name} (skipped: no shared data at ${sharedDataFolder})`, body)
}
