import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import type { TrainingIdentity } from '../../domain/experiment/trainedModel'
import { writeFileAtomically } from '../../io/files/writeFileAtomically'

const FILE_NAME = 'training.json'

/**
 * Writes down in the run folder what is trained there, or makes sure that it is what was begun there before.
 *
 * @throws SlicewrightError OUTPUT_EXISTS if another training was begun there, naming what differs; DISK_FULL, WRITE_FAILED
 */
export async function claimRunFolder(options: { runFolder: string; identity: TrainingIdentity }): Promise<void> {
  const { runFolder, identity } = options
  const path = join(runFolder, FILE_NAME)
  const wanted: unknown = JSON.parse(JSON.stringify(identity))
  const found = await readIfThere(path)
  if (found === null) {
    await mkdir(runFolder, { recursive: true })
    await writeFileAtomically({ path, data: `${JSON.stringify(identity, null, 2)}\n` })
    return
  }
  const differences = differencesOf(parse(found), wanted, '')
  if (differences.length === 0) return
  throw new SlicewrightError(
    'OUTPUT_EXISTS',
    `${runFolder} holds another training; there and here differ in ${differences.slice(0, 5).join('; ')}. Choose another folder, delete that one, or repeat its settings to resume it.`,
    { details: { runFolder, differences } },
  )
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** A file that is no JSON differs in everything. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** One sentence for each leaf that differs: `settings.seed: 0 there, 1 here`. */
function differencesOf(there: unknown, here: unknown, path: string): string[] {
  if (isRecord(there) && isRecord(here)) {
    const keys = [...new Set([...Object.keys(there), ...Object.keys(here)])]
    return keys.flatMap((key) => differencesOf(there[key], here[key], path === '' ? key : `${path}.${key}`))
  }
  const [textThere, textHere] = [shortened(there), shortened(here)]
  return JSON.stringify(there) === JSON.stringify(here)
    ? []
    : [`${path || FILE_NAME}: ${textThere} there, ${textHere} here`]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function shortened(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length <= 40 ? text : `${text.slice(0, 37)}…`
}
