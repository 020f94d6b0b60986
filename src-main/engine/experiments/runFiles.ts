import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runResultSchema, type RunResult } from '../../domain/experiment/results'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'

const RESULT_FILE = 'result.json'

/** The result of a finished run; null if there is none, or none that counts: then the run is done again. */
export async function readRunResult(runFolder: string, runId: string): Promise<RunResult | null> {
  const text = await readFile(join(runFolder, RESULT_FILE), 'utf8').catch(() => null)
  if (text === null) return null
  const parsed = runResultSchema.safeParse(parseJson(text))
  return parsed.success && parsed.data.runId === runId ? parsed.data : null
}

/** From this moment on the run is finished. */
export async function writeRunResult(runFolder: string, result: RunResult): Promise<void> {
  await writeJson(join(runFolder, RESULT_FILE), result)
}

/** Makes a folder and clears away the temporary files that a killed process left in it. */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder))
    if (name.startsWith('.') && name.endsWith('.tmp')) await rm(join(folder, name), { force: true })
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomically({ path, data: `${JSON.stringify(value, null, 2)}\n` })
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
