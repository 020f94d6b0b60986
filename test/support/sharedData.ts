import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe } from 'vitest'

/** Real volumes live beside the checkout, never in it. SLICEWRIGHT_SHARED_DATA points elsewhere. */
const folder = resolve(process.env['SLICEWRIGHT_SHARED_DATA'] ?? join(import.meta.dirname, '../../../shared/data'))

export const hasSharedData = existsSync(folder)

export function sharedData(...path: string[]): string {
  return join(folder, ...path)
}

/** `describe`, skipped with a message where the shared data is absent. */
export function describeWithSharedData(name: string, body: () => void): void {
  if (hasSharedData) describe(name, body)
  else describe.skip(`${name} (skipped: no shared data at ${folder})`, body)
}
