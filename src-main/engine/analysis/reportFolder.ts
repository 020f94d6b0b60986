import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { SlicewrightError } from '../../domain/errors'
import { REPORT_GENERATOR } from './reportPage/reportPage'

const OWN_FILES = new Set(['report.html', 'results.json', 'results.csv', 'provenance.json', 'figures'])

/**
 * Refuses a folder that holds anything but a report of ours: replacing it would delete someone's files.
 * @throws SlicewrightError OUTPUT_EXISTS
 */
export async function refuseForeignFolder(outputPath: string): Promise<void> {
  const names = await readdir(outputPath).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return []
    if (hasCode(error, 'ENOTDIR')) return null
    throw error
  })
  if (names?.length === 0) return
  const foreign = names === null ? [basename(outputPath)] : await foreignFiles(outputPath, names)
  if (foreign.length === 0) return
  throw new SlicewrightError(
    'OUTPUT_EXISTS',
    `${outputPath} exists and holds what is not part of a report (${foreign.slice(0, 5).join(', ')}${foreign.length > 5 ? ', …' : ''}). Choose a new or empty folder.`,
    { details: { path: outputPath, foreign } },
  )
}

async function foreignFiles(outputPath: string, names: readonly string[]): Promise<string[]> {
  const page = await readFile(join(outputPath, 'report.html'), 'utf8').catch(() => '')
  if (!page.includes(REPORT_GENERATOR)) return [...names]
  const figures = await readdir(join(outputPath, 'figures')).catch(() => [])
  return [
    ...names.filter((name) => !OWN_FILES.has(name)),
    ...figures.filter((name) => !name.endsWith('.svg')).map((name) => `figures/${name}`),
  ]
}

/**
 * Writes all files into a temporary folder beside `outputPath`, then puts it in place: there is the old report or the new one,
 * never half of one.
 * @param files path relative to the folder → content
 */
export async function publishFolder({
  outputPath,
  files,
}: {
  outputPath: string
  files: ReadonlyMap<string, Uint8Array | string>
}): Promise<void> {
  await mkdir(dirname(outputPath), { recursive: true })
  const beside = (purpose: string) => join(dirname(outputPath), `.${basename(outputPath)}.${randomUUID()}.${purpose}`)
  const temporary = beside('tmp')
  const previous = beside('old')
  try {
    for (const [name, content] of files) {
      await mkdir(dirname(join(temporary, name)), { recursive: true })
      const file = await open(join(temporary, name), 'wx')
      try {
        await file.writeFile(content)
        await file.sync()
      } finally {
        await file.close()
      }
    }
    const hadPrevious = await rename(outputPath, previous).then(
      () => true,
      (error: unknown) => {
        if (hasCode(error, 'ENOENT')) return false
        throw error
      },
    )
    try {
      await rename(temporary, outputPath)
    } catch (error) {
      if (hadPrevious) await rename(previous, outputPath)
      throw error
    }
  } finally {
    await rm(temporary, { recursive: true, force: true })
    await rm(previous, { recursive: true, force: true })
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
