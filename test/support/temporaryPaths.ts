import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Paths in a folder of the test file's own, which goes when its tests are done. */
export function temporaryPaths(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'slicewright-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return (name) => join(folder, name)
}
