import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Real volumes live beside the checkout, never in it. SLICEWRIGHT_SHARED_DATA points elsewhere. */
export const sharedDataFolder = resolve(
  process.env['SLICEWRIGHT_SHARED_DATA'] ?? join(import.meta.dirname, '../../../shared/data'),
)

export const hasSharedData = existsSync(sharedDataFolder)

export function sharedDataPath(...path: string[]): string {
  return join(sharedDataFolder, ...path)
}
