import { readdir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { RelocateResult } from '../../contract/workspace'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { throwIfCancelled } from '../../domain/errors'
import { readError } from '../../io/files/fileErrors'
import { hashFile } from '../../io/files/hashFile'
import { hashImage, statImage } from '../../io/files/imageFiles'
import type { Workspace } from '../../io/workspace/Workspace'
import type { JobContext } from '../jobs/JobRunner'

/**
 * Finds images that are no longer where the workspace says, by size and then SHA-256, in `folder` and everything below it.
 * Images that are in their place, and those of other bytes, are left alone.
 */
export async function relocateImages({
  workspace,
  folder,
  context: { signal, report },
}: {
  workspace: Workspace
  folder: string
  context: Pick<JobContext, 'signal' | 'report'>
}): Promise<RelocateResult> {
  const lost = new Map<string, CaseRecord>()
  for (const record of workspace.cases()) if (!(await isInPlace(record))) lost.set(record.caseId, record)
  const total = lost.size
  const relocated: RelocateResult['relocated'] = []
  const single = [...lost.values()].filter(({ image }) => image.files === null)
  const sizes = new Set(single.map(({ image }) => image.sizeBytes))
  for await (const path of filesBelow(folder)) {
    throwIfCancelled(signal, 'Looking for moved images')
    if (lost.size === 0) break
    report({ stage: 'relocate', done: relocated.length, total, unit: 'images' })
    for (const record of lost.values()) {
      const found = await seriesAt(path, record, signal)
      if (found === null) continue
      workspace.caseTable.setImageLocation(record.caseId, { ...record.image, ...found })
      relocated.push({ caseId: record.caseId, path: found.path })
      lost.delete(record.caseId)
    }
    const { size, mtimeMs } = await stat(path)
    if (!sizes.has(size)) continue
    const sha256 = await hashFile(path, signal)
    // Two cases may refer to the same image (two channels, say): both follow it.
    for (const record of lost.values()) {
      if (record.image.sha256 !== sha256) continue
      workspace.caseTable.setImageLocation(record.caseId, { path, files: null, modifiedAtMs: mtimeMs })
      relocated.push({ caseId: record.caseId, path })
      lost.delete(record.caseId)
    }
  }
  report({ stage: 'relocate', done: relocated.length, total, unit: 'images' })
  return { relocated, missing: [...lost.values()].map(({ caseId, image }) => ({ caseId, path: image.path })) }
}

async function isInPlace({ image }: CaseRecord): Promise<boolean> {
  if (image.isCopied) return true
  const found = await statImage(image)
  return found !== null && found.sizeBytes === image.sizeBytes
}

/** The folder of a lost series, if `path` is its first file there and all the others are in place; null otherwise. */
async function seriesAt(
  path: string,
  { image }: CaseRecord,
  signal: AbortSignal,
): Promise<{ path: string; modifiedAtMs: number } | null> {
  const { files } = image
  const end = files === null ? null : `${sep}${join(files[0])}`
  if (end === null || !path.endsWith(end)) return null
  const place = { path: path.slice(0, -end.length), files }
  const found = await statImage(place)
  if (found?.sizeBytes !== image.sizeBytes || (await hashImage(place, signal)) !== image.sha256) return null
  return { path: place.path, modifiedAtMs: found.modifiedAtMs }
}

/** Paths of all files; folders that may not be read are passed over, except the first. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  const waiting = [folder]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const current = next
    const entries = await readdir(current, { withFileTypes: true }).catch((error: unknown) => {
      if (current === folder) throw readError(error, folder)
      return []
    })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(current, entry.name)
      if (entry.isDirectory()) waiting.push(path)
      else if (entry.isFile()) yield path
    }
  }
}
