import { basename } from 'node:path'
import type { CaseRecord, LabelReference } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { IGNORE_LABEL } from '../../domain/labels/LabelMap'
import type { SourceFiles } from './describeSource'
import type { ImportSettings } from './ImportSettings'

/**
 * Checks that a case about to be imported is the one that the workspace has: the same bytes, read in the same way.
 * @throws SlicewrightError CASE_CHANGED saying what differs; nothing is replaced, since experiments may rest on what is there
 */
export function compareWithKnownCase({
  known,
  source,
  settings,
  ignoreValue,
}: {
  known: CaseRecord
  source: SourceFiles
  settings: Pick<ImportSettings, 'channel' | 'mapping' | 'sliceAxis'>
  ignoreValue: number | null
}): void {
  const differences: string[] = []
  if (known.image.sha256 !== source.image.sha256) differences.push('the image has other bytes')
  else if (known.image.channel !== null && known.image.channel !== settings.channel)
    differences.push(`channel ${known.image.channel} was imported, ${settings.channel ?? 'none'} is asked for now`)
  if (known.sliceAxis !== settings.sliceAxis)
    differences.push(`the slice axis was ${known.sliceAxis}, ${settings.sliceAxis} is asked for now`)
  if (known.label !== null && source.label !== null) {
    if (known.label.sourceSha256 !== source.label.sha256) differences.push('the label has other bytes')
    else if (!isReadAlike(known.label.mapping, settings, ignoreValue))
      differences.push('the label values were mapped in another way')
  }
  if (differences.length === 0) return
  throw new SlicewrightError(
    'CASE_CHANGED',
    `${known.caseId} (${basename(source.image.path)}) is already in the workspace, from ${known.image.path}, and differs: ` +
      `${differences.join('; ')}. What is there stays. Rename the file, or import into a new workspace.`,
    { details: { path: source.image.path, caseId: known.caseId, differences } },
  )
}

/** Whether every value that occurs would become the same label again. */
function isReadAlike(
  known: LabelReference['mapping'],
  { mapping }: Pick<ImportSettings, 'mapping'>,
  ignoreValue: number | null,
): boolean {
  const chosen = new Map((mapping ?? []).map(({ from, to }) => [from, to]))
  const labelOf = (value: number) => chosen.get(value) ?? (value === ignoreValue ? IGNORE_LABEL : value)
  return known.every(({ from, to }) => labelOf(from) === to)
}
