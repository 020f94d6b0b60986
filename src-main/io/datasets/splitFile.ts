import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { SplitHint } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { readError, systemCodeOf } from '../files/fileErrors'

/** What a split file says of one case; null where it says nothing. */
interface SplitEntry {
  readonly splitHint: SplitHint | null
  readonly patientId: string | null
}

export interface SplitFile {
  readonly path: string
  readonly entries: ReadonlyMap<string, SplitEntry>
}

const caseIds = z.array(z.string()).default([])
const jsonSchema = z.object({
  train: caseIds,
  validation: caseIds,
  test: caseIds,
  patients: z.record(z.string(), z.string()).default({}),
})
const hintByWord: Readonly<Record<string, SplitHint | null>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  validation: 'validation',
  test: 'test',
  '': null,
}

/**
 * A fixed split that lies beside the data, under one of four names:
 * - `split.json`, `splits.json`: `{ "train": [case ids], "validation": […], "test": […], "patients": { case id: patient id } }`
 * - `split.csv`, `splits.csv`: a header with `caseId` and `split` (train, validation or test), perhaps `patientId`
 * @returns null where there is none
 * @throws SlicewrightError FILE_UNREADABLE
 */
export async function readSplitFile(folder: string): Promise<SplitFile | null> {
  for (const name of ['split.json', 'splits.json', 'split.csv', 'splits.csv']) {
    const path = join(folder, name)
    try {
      const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
      return { path, entries: name.endsWith('.json') ? entriesOfJson(text, path) : entriesOfCsv(text, path) }
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') throw readError(error, path)
    }
  }
  return null
}

function entriesOfJson(text: string, path: string): Map<string, SplitEntry> {
  const parsed = z
    .string()
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value)
      } catch {
        context.addIssue('no JSON')
        return z.NEVER
      }
    })
    .pipe(jsonSchema)
    .safeParse(text)
  if (!parsed.success)
    throw unreadable(path, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
  const { patients, ...parts } = parsed.data
  const entries = new Map<string, SplitEntry>()
  for (const splitHint of ['train', 'validation', 'test'] as const)
    for (const caseId of parts[splitHint])
      add(entries, caseId, { splitHint, patientId: patients[caseId] ?? null }, path)
  for (const [caseId, patientId] of Object.entries(patients))
    if (!entries.has(caseId)) entries.set(caseId, { splitHint: null, patientId })
  return entries
}

function entriesOfCsv(text: string, path: string): Map<string, SplitEntry> {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))
  const header = (rows[0] ?? []).map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''))
  const column = (name: string) => header.indexOf(name)
  const [caseColumn, splitColumn, patientColumn] = [column('caseid'), column('split'), column('patientid')]
  if (caseColumn < 0 || (splitColumn < 0 && patientColumn < 0))
    throw unreadable(path, 'the first line must name the columns caseId and split (or patientId)')
  const entries = new Map<string, SplitEntry>()
  for (const cells of rows.slice(1)) {
    const word = splitColumn < 0 ? '' : (cells[splitColumn] ?? '').toLowerCase()
    const splitHint = hintByWord[word]
    if (splitHint === undefined) throw unreadable(path, `"${word}" is not train, validation or test`)
    const patientId = (patientColumn < 0 ? '' : cells[patientColumn]) || null
    add(entries, cells[caseColumn] ?? '', { splitHint, patientId }, path)
  }
  return entries
}

function add(entries: Map<string, SplitEntry>, caseId: string, entry: SplitEntry, path: string): void {
  if (entries.has(caseId)) throw unreadable(path, `case ${caseId} is in it twice`)
  entries.set(caseId, entry)
}

function unreadable(path: string, why: string): SlicewrightError {
  return new SlicewrightError(
    'FILE_UNREADABLE',
    `${path} is no split that can be used: ${why}. Correct it, or remove it.`,
    {
      details: { path },
    },
  )
}
