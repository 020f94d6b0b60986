import { describe } from 'vitest'
import { hasSharedData, sharedDataPath } from '../../support/sharedDataPath'
import { installedChromium, NO_CHROMIUM } from './window'

/** `describe`, skipped with a message where there is no Chromium, or no shared data where those are needed. */
export function describeInChromium(name: string, options: { needsSharedData: boolean }, body: () => void): void {
  if (installedChromium() === null) describe.skip(`${name} (skipped: ${NO_CHROMIUM})`, body)
  else if (options.needsSharedData && !hasSharedData)
    describe.skip(`${name} (skipped: no shared data at ${sharedDataPath()})`, body)
  else describe(name, body)
}
