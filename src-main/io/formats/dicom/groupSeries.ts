import { dirname, sep } from 'node:path'
import type { DicomHeader } from './DicomHeader'
import type { DicomSeries } from './DicomSeries'

/**
 * Files by series, sorted by folder. Where a series lies in several folders with the same images in each, every folder is a
 * copy of it and counts alone; where the folders differ they stay together, so that nobody takes a part for the whole.
 */
export function groupSeries(headers: readonly DicomHeader[]): DicomSeries[] {
  const bySeries = Map.groupBy(headers, ({ seriesUid, path }) => (seriesUid === '' ? `in ${dirname(path)}` : seriesUid))
  return [...bySeries.values()]
    .flatMap((group) => copiesOf(group))
    .map((group) => ({ folder: commonFolder(group.map(({ path }) => path)), headers: group }))
    .sort(
      (a, b) => compareText(a.folder, b.folder) || (a.headers[0].seriesNumber ?? 0) - (b.headers[0].seriesNumber ?? 0),
    )
}

function copiesOf(group: readonly DicomHeader[]): (readonly DicomHeader[])[] {
  const imageCount = new Set(group.map(({ sopInstanceUid }) => sopInstanceUid)).size
  if (imageCount === group.length) return [group]
  const folders = [...Map.groupBy(group, ({ path }) => dirname(path)).values()]
  const areCopies = folders.every(
    (each) =>
      each.length === imageCount && new Set(each.map(({ sopInstanceUid }) => sopInstanceUid)).size === imageCount,
  )
  return areCopies ? folders : [group]
}

/** The innermost folder above all paths. */
export function commonFolder(paths: readonly string[]): string {
  let common = dirname(paths[0]).split(sep)
  for (const path of paths) {
    const parts = dirname(path).split(sep)
    const length = common.findIndex((part, at) => part !== parts[at])
    if (length >= 0) common = common.slice(0, length)
  }
  return common.join(sep) || sep
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
