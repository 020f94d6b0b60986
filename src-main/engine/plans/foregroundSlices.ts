import type { CaseRecord } from '../../domain/cases/caseRecord'
import { sliceStatesOf } from '../../domain/labels/sliceStates'
import { loadCaseLabels } from '../../io/workspace/loadCase'

/** By the label's hash and the axis: label maps that came with cases do not change. */
const known = new Map<string, Promise<number[]>>()

/** A preview does not wait longer than this for label maps that were not looked at before. */
const PREVIEW_PATIENCE_MS = 1000

/**
 * Slices of a case's imported label map with a class in them, 0-based; null without a label map. Read once for each label map.
 * @throws SlicewrightError as `loadCaseLabels`
 */
export async function foregroundSlices(record: CaseRecord): Promise<number[] | null> {
  if (record.label === null) return null
  const key = `${record.label.sourceSha256} ${record.sliceAxis} ${record.label.path}`
  let reading = known.get(key)
  if (reading === undefined) {
    reading = readForeground(record)
    known.set(key, reading)
    reading.catch(() => known.delete(key))
  }
  return reading
}

/**
 * As `foregroundSlices` for many cases, but quick: what is not known within a second is null this time, and known the next.
 * A label map that cannot be read is null too; freezing says why.
 */
export async function foregroundSlicesSoon(records: readonly CaseRecord[]): Promise<(number[] | null)[]> {
  const found = records.map((): number[] | null => null)
  let isOver = false
  const reading = (async () => {
    for (const [at, record] of records.entries()) {
      if (isOver) return
      found[at] = await foregroundSlices(record).catch(() => null)
    }
  })()
  const patience = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => patience.resolve(undefined), PREVIEW_PATIENCE_MS)
  await Promise.race([reading, patience.promise])
  clearTimeout(timer)
  isOver = true
  return [...found]
}

async function readForeground(record: CaseRecord): Promise<number[]> {
  const labelMap = await loadCaseLabels({ record })
  return sliceStatesOf({ labelMap, axis: record.sliceAxis }).flatMap((state, sliceIndex) =>
    state === 'annotated' ? [sliceIndex] : [],
  )
}
